using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using SkillFlaw.EndToEnd.Builds;
using SkillFlaw.FakeOpenAI;
using SkillFlaw.Storage.Queue;

namespace SkillFlaw.EndToEnd.Webhooks;

/// <summary>Servers that are killed again and again while webhooks come in: each one that was accepted ends once, as succeeded or as dead.</summary>
public sealed class WebhookCrashTests : IDisposable
{
    private const int Senders = 16;
    private const int MostDelay = 40;

    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(12);

    private readonly TestFolder _folder = new();

    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("SKILLFLAW_TEST_KILLS"), out var kills) ? kills : 25;

    [Theory]
    [MemberData(nameof(ServerDatabase.Kinds), MemberType = typeof(ServerDatabase))]
    public async Task Kill_WhileWebhooksCome_EachThatWasAcceptedEndsOnce(bool isPostgres)
    {
        using var limit = new CancellationTokenSource(_limit);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        await using var database = await ServerDatabase.CreateAsync(isPostgres, _folder);
        await using var ledger = await Ledger.StartAsync();
        ledger.Delay = call => TimeSpan.FromMilliseconds(Draw(call.Text, MostDelay));
        ledger.Refuse = call => Refusal(ledger, call);
        await using var server = await RestartingServer.StartAsync(
            _folder.Settings([.. ledger.Settings, .. database.Settings, ("SKILLFLAW_JOB_RETRY_DELAY", "1")]));
        var flow = await AddFlowAsync(await server.ClientAsync(limit.Token));

        var next = 0;
        var accepted = new ConcurrentDictionary<string, Guid>();
        var unanswered = new ConcurrentBag<string>();
        var senders = Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => SendAllAsync()));
        var random = new Random(ChainBuilds.Seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            // At some moment after something has been accepted.
            var before = accepted.Count;
            while (accepted.Count <= before + random.Next(60))
            {
                await Task.Delay(5, limit.Token);
            }

            await Task.Delay(random.Next(80), limit.Token);
            await server.KillAsync();
            await server.StartAgainAsync();
        }

        await stop.CancelAsync();
        await senders;
        while (await database.CountOpenJobsAsync() > 0)
        {
            await Task.Delay(200, limit.Token);
        }

        var jobs = (await database.QueuedJobsAsync()).ToDictionary(job => job.JobId);
        var messages = (await database.MessagesAsync()).Where(message => message.Category != "error").ToLookup(message => message.Text);
        var calls = ledger.Calls.ToLookup(call => call.Text);
        foreach (var (text, id) in accepted)
        {
            var mine = calls[text].ToList();
            Assert.True(jobs.TryGetValue(id, out var job), $"{text} was accepted and is not there.");
            Assert.Equal(IsDoomed(text) ? QueuedJobState.Dead : QueuedJobState.Succeeded, job.State);
            Assert.Equal(IsDoomed(text) ? 0 : 1, messages[text].Count());

            // What is stored is not done again: the first model is not asked any more once the second one was.
            var second = mine.FindIndex(call => call.Vertex == Ledger.Chain[2]);
            Assert.True(second >= 0 || IsDoomed(text), $"{text} has not asked the second model.");
            Assert.DoesNotContain(mine.Skip(Math.Max(0, second)), call => second >= 0 && call.Vertex == Ledger.Chain[1]);
        }

        // What was sent without an answer was accepted whole or not at all.
        Assert.InRange(jobs.Count, accepted.Count, accepted.Count + unanswered.Count);
        Assert.True(accepted.Count > Kills, $"Only {accepted.Count} were accepted.");

        async Task SendAllAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                var text = $"w{Interlocked.Increment(ref next)}";
                HttpClient? client = null;
                try
                {
                    client = await server.ClientAsync(stop.Token);
                    using var body = new StringContent(JsonSerializer.Serialize(new { id = text }), Encoding.UTF8, "text/plain");
                    using var answer = await client.PostAsync($"/api/v1/webhook/{flow}", body, limit.Token);
                    Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
                    accepted[text] = JsonElement.Parse(await answer.Content.ReadAsStringAsync(limit.Token)).GetProperty("job_id").GetGuid();
                }
                catch (HttpRequestException) when (client is not null && server.IsGone(client))
                {
                    unanswered.Add(text);
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested && !limit.IsCancellationRequested)
                {
                    return;
                }

                await Task.Delay(Draw(text, 10), CancellationToken.None);
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    // Some fail once in a way that passes; a few are refused for good.
    private static FakeReply? Refusal(Ledger ledger, LedgerCall call) =>
        IsDoomed(call.Text) ? FakeReply.Error(400, null, "This one is refused.")
        : Draw(call.Text, 20) == 0 && call.Vertex == Ledger.Chain[2] && ledger.Calls.Count(each => each.Vertex == call.Vertex && each.Text == call.Text) == 1
            ? FakeReply.Error(503, null, "Busy.")
            : null;

    private static bool IsDoomed(string text) => Draw(text, 25) == 1;

    private static int Draw(string text, int most) => new Random(ChainBuilds.Seed + int.Parse(text[1..], System.Globalization.CultureInfo.InvariantCulture)).Next(most);

    private static async Task<string> AddFlowAsync(HttpClient client)
    {
        var document = await File.ReadAllTextAsync(Repository.File("tests", "Flows", "webhook-models.json"));
        using var answer = await client.PostAsync("/api/v1/flows/", new StringContent(document, Encoding.UTF8, "application/json"));
        answer.EnsureSuccessStatusCode();
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("id").GetString()!;
    }
}
