using System.Collections.Concurrent;
using SkillFlaw.Storage.Jobs;

namespace SkillFlaw.EndToEnd.Builds;

/// <summary>Servers that are killed in the middle of two hundred builds: each build that was accepted ends once, whole.</summary>
public sealed class BuildCrashTests : IDisposable
{
    private const int Builds = 200;
    private const int AtOnce = 16;
    private const int Kills = 3;
    private const int Sessions = 40;
    private const int MostDelay = 60;

    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(3);

    private readonly TestFolder _folder = new();

    [Theory]
    [MemberData(nameof(ServerDatabase.Kinds), MemberType = typeof(ServerDatabase))]
    public async Task Kill_DuringBuilds_EachEndsOnceAndNothingIsDoneAgain(bool isPostgres)
    {
        using var limit = new CancellationTokenSource(_limit);
        await using var database = await ServerDatabase.CreateAsync(isPostgres, _folder);
        await using var ledger = await Ledger.StartAsync();
        ledger.Delay = call => TimeSpan.FromMilliseconds(DelayOf(call));
        await using var server = await RestartingServer.StartAsync(_folder.Settings([.. ledger.Settings, .. database.Settings]));
        var flow = await ChainBuilds.AddFlowAsync(await server.ClientAsync(limit.Token));

        var next = 0;
        var lost = new ConcurrentBag<string>();
        var readers = new ConcurrentDictionary<string, EventReader[]>();
        var starters = Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => BuildAllAsync()));
        var kills = KillAsync();
        await (await Task.WhenAny(starters, kills));
        await Task.WhenAll(starters, kills);

        var jobs = await ChainBuilds.EndedJobsAsync(database, limit.Token);
        Assert.All(jobs, job => Assert.Equal(JobState.Succeeded, job.State));
        Assert.InRange(jobs.Count, Builds, Builds + lost.Count);
        Assert.Equal(Builds, readers.Count);
        var calls = ledger.Calls.ToLookup(call => call.Text);
        foreach (var (text, both) in readers)
        {
            ChainBuilds.AssertWhole(both[0].Events);
            Assert.Equal(both[0].Events.Select(each => each.Line), both[1].Events.Select(each => each.Line));
            Array.ForEach(both, reader => ChainBuilds.AssertNothingDoneAgain([.. calls[text]], reader.Events, kills.Result));
        }

        // What was begun by a request without an answer is done as well, or not at all.
        var begun = lost.Where(text => calls[text].Any()).ToList();
        Assert.Equal(jobs.Count, Builds + begun.Count);
        ChainBuilds.AssertStored(await database.MessagesAsync(), readers.Keys.Concat(begun));

        async Task BuildAllAsync()
        {
            while (Interlocked.Increment(ref next) is var number and <= Builds)
            {
                var (text, job) = await StartAsync(number);
                var reading = number % 2 == 0 ? Reading.Lines : Reading.NumberedPolls;
                readers[text] = await Task.WhenAll(
                    new EventReader(server, ledger, job, Reading.Sse).ReadAsync(limit.Token),
                    new EventReader(server, ledger, job, reading).ReadAsync(limit.Token));
            }
        }

        async Task<(string Text, string Job)> StartAsync(int number)
        {
            for (var attempt = 1; ; attempt++)
            {
                var text = $"build {number}.{attempt}";
                var client = await server.ClientAsync(limit.Token);
                try
                {
                    return (text, await ChainBuilds.StartAsync(client, flow, text, $"session {number % Sessions}"));
                }
                catch (Exception failure) when (failure is HttpRequestException or IOException && server.IsGone(client))
                {
                    lost.Add(text);
                }
            }
        }

        async Task<IReadOnlyList<long>> KillAsync()
        {
            var random = new Random(ChainBuilds.Seed);
            var moments = new List<long>();
            for (var kill = 0; kill < Kills; kill++)
            {
                // A vertex has just called; how far it and others get from there is the lot.
                await ledger.WaitForAsync((kill * Builds * 3 / 4) + random.Next(10, Builds / 2), limit.Token);
                await Task.Delay(random.Next(MostDelay), limit.Token);
                await server.KillAsync();
                moments.Add(ledger.Moment());
                await server.StartAgainAsync();
            }

            return moments;
        }
    }

    public void Dispose() => _folder.Dispose();

    // Half of the vertices are answered at once.
    private static int DelayOf(LedgerCall call)
    {
        var lot = call.Text.Concat(call.Vertex).Aggregate(ChainBuilds.Seed, (hash, letter) => (hash * 31) + letter) & int.MaxValue;
        return lot % 2 == 0 ? 0 : lot % MostDelay;
    }
}
