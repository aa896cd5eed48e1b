using System.Net;
using System.Text.Json;
using SkillFlaw.WebApi.Jobs;

namespace SkillFlaw.WebApi.Webhooks;

/// <summary>Webhooks that need no credentials, because the server's owner has said so; and a queue that is full.</summary>
public sealed class OpenWebhookTests : IAsyncLifetime
{
    private readonly WebServer _server = new()
    {
        Settings = { ["SKILLFLAW_WEBHOOK_AUTH_ENABLE"] = "false", ["SKILLFLAW_TENANT_QUEUE_LENGTH"] = "3", ["SKILLFLAW_MAX_RUNS_PER_SECOND"] = "1" },
    };

    private TestUser _user = null!;

    [Fact]
    public async Task Webhook_WithoutCredentials_RunsAsTheOwner()
    {
        var flow = await _server.SaveFlowAsync(_user, "webhook", "open-hook");

        using var answer = await WebhookTests.SendAsync(_server.Nobody, "open-hook", """{"who":"a","what":"b"}""");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var job = await _user.Client.JobEndAsync(JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("job_id").GetGuid());
        Assert.Equal(("succeeded", flow), (job.GetProperty("status").GetString(), job.GetProperty("flow_id").GetGuid()));
        using var unknown = await WebhookTests.SendAsync(_server.Nobody, "no-such-hook", "{}");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using var config = JsonDocument.Parse(await _user.Client.GetStringAsync("/api/v1/config"));
        Assert.False(config.RootElement.GetProperty("webhook_auth_enable").GetBoolean());
    }

    [Fact]
    public async Task Webhook_OfANameThatTwoUsersHave_IsNobodys()
    {
        await _server.SaveFlowAsync(_user, "webhook", "twice");
        await _server.SaveFlowAsync(await _server.NewUserAsync(), "webhook", "twice");

        using var answer = await WebhookTests.SendAsync(_server.Nobody, "twice", "{}");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Webhooks_FasterThanTheTenantMayRunThem_WaitAndAreThenRefusedWithTheirPlace()
    {
        var flow = await _server.SaveFlowAsync(_user, "webhook");
        var jobs = new List<Guid>();
        HttpResponseMessage answer;
        while ((answer = await WebhookTests.SendAsync(_user.Client, flow.ToString(), """{"who":"a","what":"b"}""")).StatusCode is HttpStatusCode.Accepted)
        {
            jobs.Add(JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("job_id").GetGuid());
            Assert.True(jobs.Count < 1_000);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal("3", answer.Headers.GetValues("X-Queue-Position").Single());
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.Equal("""{"detail":"Too many jobs are waiting: 3 are before this one. Try again later."}""", await answer.Content.ReadAsStringAsync());

        // A run that somebody waits for is not kept waiting.
        using var run = await _user.Client.PostAsync($"/api/v1/run/{flow}", new StringContent("{}"));
        using var second = await _user.Client.PostAsync($"/api/v1/run/{flow}", new StringContent("{}"));
        Assert.Contains(HttpStatusCode.TooManyRequests, new[] { run.StatusCode, second.StatusCode });
        foreach (var job in jobs)
        {
            Assert.Equal("succeeded", (await _user.Client.JobEndAsync(job)).GetProperty("status").GetString());
        }
    }

    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        _user = await _server.NewUserAsync();
    }

    public Task DisposeAsync() => _server.DisposeAsync();
}
