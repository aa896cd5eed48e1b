using SkillFlaw.Storage.Jobs;

namespace SkillFlaw.EndToEnd.Builds;

public sealed class BuildStopTests : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(2);

    private readonly TestFolder _folder = new();

    [Theory]
    [MemberData(nameof(ServerDatabase.Kinds), MemberType = typeof(ServerDatabase))]
    public async Task Stop_DuringBuild_NextStartGoesOnWithIt(bool isPostgres)
    {
        using var limit = new CancellationTokenSource(_limit);
        await using var database = await ServerDatabase.CreateAsync(isPostgres, _folder);
        await using var ledger = await Ledger.StartAsync();
        await using var server = await RestartingServer.StartAsync(
            _folder.Settings([("SKILLFLAW_SHUTDOWN_TIMEOUT", "1"), .. ledger.Settings, .. database.Settings]));
        var client = await server.ClientAsync(limit.Token);
        var flow = await ChainBuilds.AddFlowAsync(client);

        // One waits in the middle, one while its message is streamed.
        var stops = new List<long>();
        string[] texts = ["middle", "streaming"];
        var gates = new[] { ledger.Hold(Ledger.Chain[2], texts[0]), ledger.Hold(Ledger.Chain[3], texts[1]) };
        var readers = new List<Task<EventReader>>();
        foreach (var text in texts)
        {
            var job = await ChainBuilds.StartAsync(client, flow, text, "session");
            readers.Add(new EventReader(server, ledger, job, Reading.Sse).ReadAsync(limit.Token));
        }

        for (var stop = 1; stop <= 2; stop++)
        {
            await ledger.WaitForAsync(Ledger.Chain[2], texts[0], stop, limit.Token);
            await ledger.WaitForAsync(Ledger.Chain[3], texts[1], stop, limit.Token);
            await server.StopAsync();
            Assert.Equal(0, server.Process.ExitCode);
            stops.Add(ledger.Moment());
            await server.StartAgainAsync();
        }

        await ledger.WaitForAsync(Ledger.Chain[2], texts[0], 3, limit.Token);
        await ledger.WaitForAsync(Ledger.Chain[3], texts[1], 3, limit.Token);
        Array.ForEach(gates, gate => gate.Open());

        var seen = await Task.WhenAll(readers);
        var calls = ledger.Calls.ToLookup(call => call.Text);
        foreach (var (text, reader) in texts.Zip(seen))
        {
            ChainBuilds.AssertWhole(reader.Events);
            ChainBuilds.AssertNothingDoneAgain([.. calls[text]], reader.Events, stops);
        }

        Assert.All(await ChainBuilds.EndedJobsAsync(database, limit.Token), job => Assert.Equal(JobState.Succeeded, job.State));
        ChainBuilds.AssertStored(await database.MessagesAsync(), texts);
    }

    public void Dispose() => _folder.Dispose();
}
