using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SkillFlaw.EndToEnd.Builds;
using SkillFlaw.Storage.Queue;

namespace SkillFlaw.EndToEnd.Repeats;

/// <summary>Servers that are killed in the middle of requests with keys: whoever asks again with the same key gets the one job and the one answer.</summary>
public sealed class KeyedCrashTests : IDisposable
{
    private const int Webhooks = 150;
    private const int Runs = 60;
    private const int AtOnce = 24;
    private const int Kills = 2;
    private const string Asked = "OpenAIModel-mCh02";

    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(3);

    private readonly TestFolder _folder = new();

    [Theory]
    [MemberData(nameof(ServerDatabase.Kinds), MemberType = typeof(ServerDatabase))]
    public async Task Kill_DuringKeyedRequests_EachKeyHasOneJobAndOneAnswer(bool isPostgres)
    {
        using var limit = new CancellationTokenSource(_limit);
        await using var database = await ServerDatabase.CreateAsync(isPostgres, _folder);
        await using var ledger = await Ledger.StartAsync();
        await using var server = await RestartingServer.StartAsync(_folder.Settings([.. ledger.Settings, .. database.Settings]));
        var (webhook, chain) = await AddFlowsAsync(await server.ClientAsync(limit.Token));
        var requests = Enumerable.Range(0, Webhooks).Select(number => new Keyed($"webhook: {number}", $"/api/v1/webhook/{webhook}", new { who = "webhook", what = $"{number}" }))
            .Concat(Enumerable.Range(0, Runs).Select(number => new Keyed(
                $"run {number}",
                $"/api/v1/run/{chain}{(number % 2 == 0 ? "" : "?stream=true")}",
                new { input_value = $"run {number}", session_id = $"run {number}" })))
            .OrderBy(request => request.Text.GetHashCode(StringComparison.Ordinal))
            .ToList();
        var random = new Random(ChainBuilds.Seed);
        var answers = new ConcurrentDictionary<string, ConcurrentBag<(long Moment, string Body)>>();
        var moments = new List<long>();

        for (var kill = 0; kill < Kills; kill++)
        {
            // This one has begun and has no answer when the server is killed, whatever happens to the others.
            var caught = $"run {Runs - 1 - kill}";
            using var held = new Held(ledger.HoldFirst(Asked, caught));
            var sending = SendAllAsync([.. requests.Where(request => request.Text == caught), .. requests.Where(request => request.Text != caught)]);
            await ledger.WaitForAsync(Asked, caught, cancellationToken: limit.Token);
            await ledger.WaitForAsync(ledger.Calls.Count + random.Next(20, 60), limit.Token);
            await server.KillAsync();
            moments.Add(ledger.Moment());
            await sending;
            await server.StartAgainAsync();
        }

        await SendAllAsync(requests);
        await SendAllAsync(requests);

        var jobs = await EndedAsync(database, limit.Token);
        Assert.All(jobs, job => Assert.Equal(QueuedJobState.Succeeded, job.State));
        Assert.Equal(Webhooks, jobs.Count);
        foreach (var request in requests)
        {
            var body = Assert.Single(answers[request.Text].Select(answer => answer.Body).Distinct());
            Assert.True(answers[request.Text].Count >= 2);
            var calls = ledger.Calls.Where(call => call.Vertex == Asked && call.Text == request.Text).Select(call => call.Moment).ToList();
            Assert.NotEmpty(calls);
            Assert.All(
                calls.Zip(calls.Skip(1)),
                both => Assert.True(moments.Any(moment => both.First < moment && moment < both.Second), $"{request.Text} was done again without a reason."));
            if (request.IsWebhook)
            {
                Assert.Contains(jobs, job => job.JobId == JsonElement.Parse(body).GetProperty("job_id").GetGuid());
            }
            else
            {
                var first = answers[request.Text].Min(answer => answer.Moment);
                Assert.True(calls[^1] < first, $"{request.Text} was done again after its answer.");
            }
        }

        Assert.Equal(
            requests.SelectMany(request => request.IsWebhook ? [$"Machine: {request.Text}"] : new[] { $"User: {request.Text}", $"Machine: {request.Text}" })
                .Order(StringComparer.Ordinal),
            (await database.MessagesAsync()).Select(message => $"{message.Sender}: {message.Text}").Order(StringComparer.Ordinal));

        async Task SendAllAsync(IReadOnlyList<Keyed> some)
        {
            var client = await server.ClientAsync(limit.Token);
            await Parallel.ForEachAsync(
                some,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = limit.Token },
                async (request, stop) =>
                {
                    try
                    {
                        var body = await SendAsync(client, request, stop);
                        answers.GetOrAdd(request.Text, _ => []).Add((ledger.Moment(), body));
                    }
                    catch (Exception failure) when (failure is HttpRequestException { StatusCode: null } or IOException && server.IsGone(client))
                    {
                        // Its caller does not know what became of it.
                    }
                });
        }
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<string> SendAsync(HttpClient client, Keyed request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, request.Path)
        {
            Headers = { { "Idempotency-Key", request.Text } },
            Content = new StringContent(JsonSerializer.Serialize(request.Body), Encoding.UTF8, "application/json"),
        };
        using var answer = await client.SendAsync(message, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode
            ? text
            : throw new HttpRequestException($"{request.Text}: {(int)answer.StatusCode} {text}", null, answer.StatusCode);
    }

    private static async Task<List<QueuedJob>> EndedAsync(ServerDatabase database, CancellationToken cancellationToken)
    {
        while (true)
        {
            var jobs = await database.QueuedJobsAsync();
            if (jobs.All(job => job.FinishedAt is not null))
            {
                return jobs;
            }

            await Task.Delay(50, cancellationToken);
        }
    }

    // What a webhook was sent goes to a model before it is said.
    private static async Task<(string Webhook, string Chain)> AddFlowsAsync(HttpClient client)
    {
        var (webhook, chain) = (await ReadAsync("webhook"), await ReadAsync("model-chain"));
        var (nodes, edges) = (webhook["nodes"]!.AsArray(), webhook["edges"]!.AsArray());
        nodes.Add(chain["nodes"]!.AsArray().Single(node => (string?)node!["id"] == Asked)!.DeepClone());
        var said = edges.Single(edge => (string?)edge!["target"] == "ChatOutput-wEb04")!;
        var asked = chain["edges"]!.AsArray().Single(edge => (string?)edge!["target"] == Asked)!;
        var last = chain["edges"]!.AsArray().Single(edge => (string?)edge!["target"] == "ChatOutput-mCh05")!;
        edges.Remove(said);
        said["target"] = Asked;
        said["targetHandle"] = asked["targetHandle"]?.DeepClone();
        said["data"]!["targetHandle"] = asked["data"]!["targetHandle"]!.DeepClone();
        edges.Add(said);
        edges.Add(JsonNode.Parse(last.ToJsonString()
            .Replace("OpenAIModel-mCh04", Asked, StringComparison.Ordinal).Replace("ChatOutput-mCh05", "ChatOutput-wEb04", StringComparison.Ordinal)));
        return (await AddAsync(client, "Webhook", webhook), await AddAsync(client, "Chain", chain));
    }

    private static async Task<JsonNode> ReadAsync(string name)
    {
        var root = JsonNode.Parse(await File.ReadAllTextAsync(Repository.File("tests", "Flows", name + ".json")))!;
        return root["data"] ?? root;
    }

    private static async Task<string> AddAsync(HttpClient client, string name, JsonNode document)
    {
        var body = new JsonObject { ["name"] = name, ["data"] = document.DeepClone() };
        using var answer = await client.PostAsync("/api/v1/flows/", new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));
        answer.EnsureSuccessStatusCode();
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("id").GetString()!;
    }

    private sealed record Keyed(string Text, string Path, object Body)
    {
        public bool IsWebhook => Path.StartsWith("/api/v1/webhook/", StringComparison.Ordinal);
    }

    /// <summary>Lets the model answer once nobody waits for it any more.</summary>
    private sealed class Held(FakeOpenAI.FakeGate gate) : IDisposable
    {
        public void Dispose() => gate.Open();
    }
}
