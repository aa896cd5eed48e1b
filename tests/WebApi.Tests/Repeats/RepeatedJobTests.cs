using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Grains.Tenants;
using SkillFlaw.WebApi.Webhooks;

namespace SkillFlaw.WebApi.Repeats;

/// <summary>Webhooks, builds and responses that come with an Idempotency-Key.</summary>
public sealed class RepeatedJobTests : IAsyncLifetime
{
    private readonly WebServer _server = new() { Settings = { ["SKILLFLAW_WEBHOOK_AUTH_ENABLE"] = "false", ["SKILLFLAW_TENANT_QUEUE_LENGTH"] = "1000" } };
    private readonly string _key = RepeatSteps.NewKey();
    private TestUser _user = null!;

    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        _user = await _server.NewUserAsync();
    }

    [Fact]
    public async Task Webhook_SentAgain_IsTheSameJob()
    {
        var flow = await _server.SaveFlowAsync(_user, "webhook");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            _user.Client.PostAsync($"/api/v1/webhook/{flow}", _key, """{"n":1}""")));
        var other = await _user.Client.PostAsync($"/api/v1/webhook/{flow}", _key, """{"n":2}""");

        var first = answers.Single(answer => !answer.IsReplayed);
        Assert.Equal(202, first.Status);
        Assert.All(answers.Where(answer => answer != first), answer => Assert.Equal(first.Replayed, answer));
        Assert.Equal(422, other.Status);
        Assert.Equal([JobOf(first)], await QueuedAsync());
        Assert.Equal(JobOf(first), (await _server.OnlyRequestAsync(_user)).JobId);
    }

    [Fact]
    public async Task Webhook_WhoseAnswerWasLost_IsTheSameJob()
    {
        var flow = await _server.SaveFlowAsync(_user, "webhook");
        var first = await _user.Client.PostAsync($"/api/v1/webhook/{flow}", _key, """{"n":1}""");
        await _server.LoseAnswerAsync(_user, node: Guid.NewGuid());

        var again = await _user.Client.PostAsync($"/api/v1/webhook/{flow}", _key, """{"n":1}""");

        Assert.Equal(first, again);
        Assert.Single(await QueuedAsync());
    }

    [Fact]
    public async Task Webhook_WithoutACaller_HasKeysOfItsFlow()
    {
        var stranger = await _server.NewUserAsync();
        var (one, other) = (await _server.SaveFlowAsync(_user, "webhook"), await _server.SaveFlowAsync(stranger, "webhook"));

        var first = await _server.Nobody.PostAsync($"/api/v1/webhook/{one}", _key, """{"n":1}""");
        var theirs = await _server.Nobody.PostAsync($"/api/v1/webhook/{other}", _key, """{"n":1}""");
        var own = await _user.Client.PostAsync($"/api/v1/webhook/{one}", _key, """{"n":1}""");
        var again = await _server.Nobody.PostAsync($"/api/v1/webhook/{one}", _key, """{"n":1}""");

        Assert.Equal(3, new[] { first, theirs, own }.Select(JobOf).Distinct().Count());
        Assert.Equal(first.Replayed, again);
    }

    [Fact]
    public async Task Webhook_OfAWrongKey_HearsNothingOfTheAnswer()
    {
        var flow = await _server.SaveFlowAsync(_user, "webhook");
        await _user.Client.PostAsync($"/api/v1/webhook/{flow}", _key, """{"n":1}""");
        using var wrong = _server.ClientOf("sk-wrong");

        var answer = await wrong.PostAsync($"/api/v1/webhook/{flow}", _key, """{"n":1}""");

        Assert.Equal((403, false), (answer.Status, answer.IsReplayed));
    }

    [Fact]
    public async Task Webhook_ThatIsSigned_IsTheSameJobForWhoSigns()
    {
        var flow = await _server.SignedFlowAsync(_user);
        var first = await SignedAsync(flow, SignatureSteps.Now());
        var again = await SignedAsync(flow, SignatureSteps.Now());
        var later = await SignedAsync(flow, SignatureSteps.Now(-5));
        var forged = await SignedAsync(flow, SignatureSteps.Now(), "some other secret");
        var unsigned = await _server.Nobody.PostAsync($"/api/v1/webhook/{flow}", _key, """{"n":1}""");

        Assert.Equal(202, first.Status);
        Assert.All([again, later], answer => Assert.Equal(first.Replayed, answer));
        Assert.All([forged, unsigned], answer => Assert.Equal((403, false), (answer.Status, answer.IsReplayed)));
        Assert.Single(await QueuedAsync());
    }

    [Fact]
    public async Task Webhook_ThatIsSignedAndWhoseAnswerWasLost_IsTheSameJob()
    {
        var flow = await _server.SignedFlowAsync(_user);
        var sent = SignatureSteps.Now(-5);
        var first = await SignedAsync(flow, sent);
        await _server.LoseAnswerAsync(_user, node: Guid.NewGuid());

        // The same signature is not taken a second time, but that does not set the key free for another job.
        var refused = await SignedAsync(flow, sent);
        var again = await SignedAsync(flow, SignatureSteps.Now());

        Assert.Equal(403, refused.Status);
        Assert.Equal(first, again);
        Assert.Single(await QueuedAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("?event_delivery=streaming")]
    public async Task Build_SentAgain_IsTheSameJobAlsoIfTheAnswerWasLost(string query)
    {
        var flow = await _server.SaveFlowAsync(_user, "chat-echo");
        var first = await _user.Client.PostAsync($"/api/v1/build/{flow}/flow{query}", _key, "{}");
        var again = await _user.Client.PostAsync($"/api/v1/build/{flow}/flow{query}", _key, "{}");
        await _server.LoseAnswerAsync(_user, node: Guid.NewGuid());
        var lost = await _user.Client.PostAsync($"/api/v1/build/{flow}/flow{query}", _key, "{}");

        Assert.Equal(200, first.Status);
        Assert.Equal(first.Replayed, again);
        Assert.Equal(first, lost);
        await using var database = await _server.DatabaseAsync();
        Assert.Equal([JobOf(first)], await database.Jobs.Where(job => job.TenantId == _user.TenantId).Select(job => job.JobId).ToListAsync());
    }

    [Fact]
    public async Task Build_WithDirectDelivery_HasTheSameEventsAgain()
    {
        var flow = await _server.SaveFlowAsync(_user, "chat-echo");
        var first = await _user.Client.PostAsync($"/api/v1/build/{flow}/flow?event_delivery=direct", _key, "{}");
        var again = await _user.Client.PostAsync($"/api/v1/build/{flow}/flow?event_delivery=direct", _key, "{}");

        Assert.Equal((200, "application/x-ndjson"), (first.Status, first.ContentType));
        Assert.Contains("\"end\"", first.Body, StringComparison.Ordinal);
        Assert.Equal(first.Replayed, again);
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task Response_SentAgain_IsTheSame(string stream)
    {
        var flow = await _server.SaveFlowAsync(_user, "chat-echo");
        var body = $$"""{"model":"{{flow}}","input":"hi","stream":{{stream}}}""";
        var first = await _user.Client.PostAsync("/api/v1/responses", _key, body);
        var again = await _user.Client.PostAsync("/api/v1/responses", _key, body);

        Assert.Equal(200, first.Status);
        Assert.Equal(first.Replayed, again);
        Assert.Equal(2, (await _server.MessagesAsync(flow)).Count);
    }

    [Theory]
    [InlineData("\"stream\":false")]
    [InlineData("\"stream\":true")]
    [InlineData("\"background\":true")]
    public async Task Workflow_SentAgain_IsTheSameJobAlsoIfTheAnswerWasLost(string mode)
    {
        var flow = await _server.SaveFlowAsync(_user, "chat-echo");
        var body = $$"""{"flow_id":"{{flow}}",{{mode}}}""";
        var first = await _user.Client.PostAsync("/api/v2/workflows", _key, body);
        var again = await _user.Client.PostAsync("/api/v2/workflows", _key, body);
        await _server.LoseAnswerAsync(_user, node: Guid.NewGuid());
        var lost = await _user.Client.PostAsync("/api/v2/workflows", _key, body);

        Assert.InRange(first.Status, 200, 202);
        Assert.Equal(first.Replayed, again);
        Assert.Equal((first.Status, first.ContentType, false), (lost.Status, lost.ContentType, lost.IsReplayed));
        Assert.Single(await QueuedAsync());
    }

    [Fact]
    public async Task Run_ThatWasTurnedAway_IsDoneWhenItComesAgain()
    {
        var flow = await _server.SaveFlowAsync(_user, "chat-echo");
        var gate = _server.Services.GetRequiredService<ITenantGate>();
        var permits = new List<RunPermit>();
        while (await gate.EnterAsync(_user.TenantId, CancellationToken.None) is { } permit)
        {
            permits.Add(permit);
        }

        var refused = await _user.Client.PostAsync($"/api/v1/run/{flow}", _key, """{"input_value":"hi"}""");
        permits.ForEach(permit => permit.Dispose());
        var answered = await _user.Client.PostAsync($"/api/v1/run/{flow}", _key, """{"input_value":"something else"}""");

        Assert.Equal((429, false), (refused.Status, refused.IsReplayed));
        Assert.Equal((200, false), (answered.Status, answered.IsReplayed));
    }

    [Fact]
    public async Task Description_OfTheseEndpoints_HasTheHeader()
    {
        var document = await _server.Nobody.SendAsync(HttpMethod.Get, "/openapi.json").ReadAsync(200);

        var described = document.GetProperty("paths").EnumerateObject()
            .Where(path => path.Value.TryGetProperty("post", out var post) && post.TryGetProperty("parameters", out var parameters)
                && parameters.EnumerateArray().Any(parameter => parameter.Text("name") == "Idempotency-Key" && parameter.Text("in") == "header"))
            .Select(path => path.Name);

        Assert.Superset(
            new HashSet<string>
            {
                "/api/v1/run/{flow_id_or_name}", "/api/v1/run/dev/{flow_id_or_name}", "/api/v1/run/session/{flow_id_or_name}",
                "/api/v1/run/advanced/{flow_id_or_name}", "/api/v1/build/{flow_id}/flow", "/api/v1/build/template/{template_id}/flow",
                "/api/v1/webhook/{flow_id_or_name}", "/api/v1/responses",
            },
            described.ToHashSet());
    }

    public Task DisposeAsync() => _server.DisposeAsync();

    private async Task<KeyedAnswer> SignedAsync(Guid flow, string timestamp, string secret = SignatureSteps.Secret)
    {
        const string Body = """{"n":1}""";
        using var answer = await _server.Nobody.HookAsync(
            flow,
            Body,
            ("Idempotency-Key", _key),
            ("X-SkillFlaw-Timestamp", timestamp),
            ("X-SkillFlaw-Signature", SignatureSteps.Sign(timestamp, Body, secret)));
        return await RepeatSteps.ReadAsync(answer);
    }

    private static Guid JobOf(KeyedAnswer answer) => JsonElement.Parse(answer.Body).GetProperty("job_id").GetGuid();

    private async Task<List<Guid>> QueuedAsync()
    {
        await using var database = await _server.DatabaseAsync();
        return await database.QueuedJobs.Where(job => job.TenantId == _user.TenantId).Select(job => job.JobId).ToListAsync();
    }
}
