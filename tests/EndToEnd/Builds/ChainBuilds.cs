using System.Text;
using System.Text.Json;
using SkillFlaw.Storage.Jobs;
using SkillFlaw.Storage.Messages;

namespace SkillFlaw.EndToEnd.Builds;

/// <summary>Builds of the flow <c>model-chain</c>, and what is expected of each.</summary>
public static class ChainBuilds
{
    /// <summary>What tests that draw lots begin with.</summary>
    public static int Seed => int.TryParse(Environment.GetEnvironmentVariable("SKILLFLAW_TEST_SEED"), out var seed) ? seed : 1;

    /// <summary>Stores the flow.</summary>
    public static async Task<string> AddFlowAsync(HttpClient client)
    {
        var document = JsonElement.Parse(await File.ReadAllTextAsync(Repository.File("tests", "Flows", "model-chain.json")));
        var flow = await SendAsync(client, "/api/v1/flows/", new { name = "Chain", data = document.GetProperty("data") });
        return flow.GetProperty("id").GetString()!;
    }

    /// <summary>Begins a build, and gives its job.</summary>
    public static async Task<string> StartAsync(HttpClient client, string flow, string text, string session)
    {
        var answer = await SendAsync(
            client, $"/api/v1/build/{flow}/flow?event_delivery=streaming", new { inputs = new { input_value = text, session } });
        return answer.GetProperty("job_id").GetString()!;
    }

    /// <summary>Stops a build.</summary>
    public static Task<JsonElement> CancelAsync(HttpClient client, string job) => SendAsync(client, $"/api/v1/build/{job}/cancel", new { });

    /// <summary>All that must hold for the events of a build that went well, however often its reader came back.</summary>
    public static void AssertWhole(IReadOnlyList<SeenEvent> events)
    {
        Assert.Equal(Enumerable.Range(1, events.Count).Select(number => (long)number), events.Select(each => each.Number));
        Assert.Equal("vertices_sorted", events[0].Name);
        Assert.Equal(events.Count - 1, events.ToList().FindIndex(each => each.Name == "end"));
        Assert.Equal(Ledger.Chain, events.Where(each => each.Name == "end_vertex").Select(each => each.Vertex));
        Assert.DoesNotContain(events, each => each.Name == "error");
    }

    /// <summary>No vertex is called after its end was seen, or after one that comes after it was called; twice only where it was interrupted.</summary>
    /// <param name="calls">The calls of one build.</param>
    /// <param name="events">What a reader saw of it.</param>
    /// <param name="interruptions">When what was in progress was lost.</param>
    public static void AssertNothingDoneAgain(IReadOnlyList<LedgerCall> calls, IReadOnlyList<SeenEvent> events, IReadOnlyList<long> interruptions)
    {
        foreach (var (vertex, successor) in Ledger.Chain[1..4].Zip(Ledger.Chain[2..5]))
        {
            var moments = calls.Where(call => call.Vertex == vertex).Select(call => call.Moment).ToList();
            Assert.NotEmpty(moments);
            Assert.True(moments[^1] < events.Single(each => each.Vertex == vertex).Moment, $"{vertex} was called after its end was seen.");
            Assert.True(
                calls.Where(call => call.Vertex == successor).All(call => moments[^1] < call.Moment), $"{vertex} was called after {successor} was.");
            foreach (var (one, next) in moments.Zip(moments.Skip(1)))
            {
                Assert.True(
                    interruptions.Any(interruption => one < interruption && interruption < next), $"{vertex} was called again without a reason.");
            }
        }
    }

    /// <summary>Each build has said two things, once.</summary>
    public static void AssertStored(IEnumerable<StoredMessage> messages, IEnumerable<string> texts) => Assert.Equal(
        texts.SelectMany(text => new[] { $"Machine: {text}", $"User: {text}" }).Order(StringComparer.Ordinal),
        messages.Select(message => $"{message.Sender}: {message.Text}").Order(StringComparer.Ordinal));

    /// <summary>Waits until all jobs have ended.</summary>
    public static async Task<List<Job>> EndedJobsAsync(ServerDatabase database, CancellationToken cancellationToken)
    {
        while (true)
        {
            var jobs = await database.JobsAsync();
            if (jobs.All(job => job.FinishedAt is not null))
            {
                return jobs;
            }

            await Task.Delay(50, cancellationToken);
        }
    }

    private static async Task<JsonElement> SendAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsync(path, new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"));
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonElement.Parse(text)
            : throw new HttpRequestException($"{path}: {(int)answer.StatusCode} {text}", null, answer.StatusCode);
    }
}
