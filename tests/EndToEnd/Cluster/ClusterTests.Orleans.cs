using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using SkillFlaw.EndToEnd.Builds;
using SkillFlaw.Storage.Queue;

namespace SkillFlaw.EndToEnd.Cluster;

/// <summary>A cluster of Orleans whose processes are killed and restarted under its work.</summary>
public sealed class ClusterTests : IDisposable
{
    private const int Builds = 30;
    private const int Senders = 8;

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(6));

    [Theory]
    [MemberData(nameof(ServerCluster.Memberships), MemberType = typeof(ServerCluster))]
    public async Task Builds_WhoseSiloIsKilledOrRestarted_GoOnAndAreReadAtAnyWebHost(string membership)
    {
        await using var ledger = await Ledger.StartAsync();
        await using var cluster = await ServerCluster.StartAsync(membership, ledger);
        ledger.Delay = call => TimeSpan.FromMilliseconds(200 + (call.Text.Length * 37 % 400));
        var client = await cluster.Webs[0].ClientAsync();
        var flow = await ChainBuilds.AddFlowAsync(client);

        // Some of them are in each place of the chain when silos are lost.
        var texts = Enumerable.Range(1, Builds).Select(number => new string('x', number)).ToArray();
        var readers = new List<Task<EventReader>>();
        var losses = new List<long>();
        foreach (var text in texts)
        {
            var job = await ChainBuilds.StartAsync(client, flow, text, $"session {text.Length % 5}");
            readers.Add(new EventReader(cluster.Webs[text.Length % 2], ledger, job, (Reading)(text.Length % 3)) { IsPatient = true }.ReadAsync(_limit.Token));
            if (text.Length is 10)
            {
                losses.Add(ledger.Moment());
                await cluster.Silos[0].KillAsync();
                losses.Add(ledger.Moment());
                await cluster.Silos[0].StartAgainAsync();
            }
        }

        losses.Add(ledger.Moment());
        await cluster.Silos[1].StopAsync();
        losses.Add(ledger.Moment());
        await cluster.Silos[1].StartAgainAsync();
        var seen = await Task.WhenAll(readers);

        var calls = ledger.Calls.ToLookup(call => call.Text);
        foreach (var (text, reader) in texts.Zip(seen))
        {
            ChainBuilds.AssertWhole(reader.Events);
            ChainBuilds.AssertNothingDoneAgain([.. calls[text]], reader.Events, losses);
        }

        Assert.All(await cluster.Database.JobsAsync(), job => Assert.Equal(Storage.Jobs.JobState.Succeeded, job.State));
        ChainBuilds.AssertStored(await cluster.Database.MessagesAsync(), texts);
    }

    [Theory]
    [MemberData(nameof(ServerCluster.Memberships), MemberType = typeof(ServerCluster))]
    public async Task Webhooks_WhileProcessesAreKilledAndAllAreRestarted_EndOnceEach(string membership)
    {
        await using var ledger = await Ledger.StartAsync();
        await using var cluster = await ServerCluster.StartAsync(membership, ledger);
        ledger.Delay = call => TimeSpan.FromMilliseconds(call.Text.Length * 7 % 40);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token);
        var flow = await AddFlowAsync(await cluster.Webs[0].ClientAsync());
        var accepted = new ConcurrentDictionary<string, Guid>();
        var next = 0;
        var senders = Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => SendAllAsync(cluster.Webs[sender % 2])));

        await AfterAsync(100);
        await cluster.Silos[0].KillAsync();
        await AfterAsync(100);
        await cluster.Silos[0].StartAgainAsync();
        await cluster.Webs[1].KillAsync();
        await cluster.Webs[1].StartAgainAsync();
        foreach (var server in cluster.Silos.Concat(cluster.Webs))
        {
            await AfterAsync(50);
            await server.StopAsync();
            await server.StartAgainAsync();
        }

        await AfterAsync(50);
        await stop.CancelAsync();
        await senders;
        while (await cluster.Database.CountOpenJobsAsync() > 0)
        {
            await Task.Delay(200, _limit.Token);
        }

        var jobs = (await cluster.Database.QueuedJobsAsync()).ToDictionary(job => job.JobId);
        var messages = (await cluster.Database.MessagesAsync()).ToLookup(message => message.Text);
        foreach (var (text, id) in accepted)
        {
            Assert.True(jobs[id].State is QueuedJobState.Succeeded, $"{text} is {jobs[id].State}: {jobs[id].Errors}");
            Assert.Single(messages[text]);
        }

        async Task AfterAsync(int more)
        {
            for (var enough = accepted.Count + more; accepted.Count < enough;)
            {
                await Task.Delay(20, _limit.Token);
            }
        }

        async Task SendAllAsync(RestartingServer web)
        {
            while (!stop.IsCancellationRequested)
            {
                var text = $"w{Interlocked.Increment(ref next)}";
                HttpClient? client = null;
                try
                {
                    client = await web.ClientAsync(stop.Token);
                    using var body = new StringContent(JsonSerializer.Serialize(new { id = text }), Encoding.UTF8, "text/plain");
                    using var answer = await client.PostAsync($"/api/v1/webhook/{flow}", body, _limit.Token);

                    // A host that is stopping says so; nothing else may go wrong, whatever happens to the silos.
                    Assert.True(
                        answer.StatusCode is HttpStatusCode.Accepted || (answer.StatusCode is HttpStatusCode.ServiceUnavailable && web.IsGone(client)),
                        $"{text} was answered with {(int)answer.StatusCode}.");
                    if (answer.StatusCode is HttpStatusCode.Accepted)
                    {
                        accepted[text] = JsonElement.Parse(await answer.Content.ReadAsStringAsync(_limit.Token)).GetProperty("job_id").GetGuid();
                    }
                }
                catch (HttpRequestException) when (client is not null && web.IsGone(client))
                {
                    // Accepted whole or not at all.
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested && !_limit.IsCancellationRequested)
                {
                    return;
                }

                await Task.Delay(20, CancellationToken.None);
            }
        }
    }

    public void Dispose() => _limit.Dispose();

    private static async Task<string> AddFlowAsync(HttpClient client)
    {
        var document = await File.ReadAllTextAsync(Repository.File("tests", "Flows", "webhook-models.json"));
        using var answer = await client.PostAsync("/api/v1/flows/", new StringContent(document, Encoding.UTF8, "application/json"));
        answer.EnsureSuccessStatusCode();
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("id").GetString()!;
    }
}
