using System.Net;
using System.Text.Json;
using SkillFlaw.FakeOpenAI;
using SkillFlaw.WebApi.Webhooks;

namespace SkillFlaw.WebApi.Jobs;

public sealed class JobTests : IAsyncLifetime
{
    private readonly WebServer _server = new() { Settings = { ["SKILLFLAW_JOB_RETRY_DELAY"] = "1", ["SKILLFLAW_JOB_MAX_ATTEMPTS"] = "2", ["OPENAI_API_KEY"] = "sk-of-the-server" } };
    private TestUser _user = null!;
    private Guid _flow;

    [Fact]
    public async Task Job_WhoseModelIsBusy_IsTriedAgainAndTheFirstModelIsNotAskedAgain()
    {
        var asked = new List<string>();
        _server.Model.Respond = request =>
        {
            lock (asked)
            {
                asked.Add(request.Model!);
                return asked.Count(each => each == "second") == 1 && request.Model == "second" ? FakeReply.Error(503, null, "Busy.") : FakeReply.Text("fine");
            }
        };

        var job = await _user.Client.JobEndAsync(await SendAsync());

        Assert.Equal(("succeeded", 2), (job.GetProperty("status").GetString(), job.GetProperty("attempts").GetInt32()));
        Assert.Equal(["first", "second", "second"], asked);
        Assert.True(Assert.Single(job.GetProperty("errors").EnumerateArray()).GetProperty("may_pass").GetBoolean());
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(400)]
    [InlineData(401)]
    public async Task Job_WhoseModelFails_IsDeadAfterAsManyTriesAsMakeSense(int status)
    {
        _server.Model.Respond = _ => FakeReply.Error(status, null, "No.");

        var job = await _user.Client.JobEndAsync(await SendAsync());

        var expected = status is 400 or 401 ? 1 : 2;
        Assert.Equal(("dead", expected), (job.GetProperty("status").GetString(), job.GetProperty("attempts").GetInt32()));
        Assert.Equal(expected, job.GetProperty("errors").GetArrayLength());
    }

    [Fact]
    public async Task Resume_OfADeadJob_GoesOnWithTheModelThatFailed_AndRetryBeginsAnew()
    {
        var asked = new List<string>();
        var isBroken = true;
        _server.Model.Respond = request =>
        {
            lock (asked)
            {
                asked.Add(request.Model!);
            }

            return request.Model == "second" && isBroken ? FakeReply.Error(400, null, "No.") : FakeReply.Text("fine");
        };
        var id = await SendAsync();
        Assert.Equal("dead", (await _user.Client.JobEndAsync(id)).GetProperty("status").GetString());

        using var resumed = await _user.Client.PostAsync($"/api/v1/jobs/{id}/resume", null);
        Assert.Equal(HttpStatusCode.Accepted, resumed.StatusCode);
        await _user.Client.JobWhenAsync(id, job => job.GetProperty("errors").GetArrayLength() == 2);
        isBroken = false;
        using var retried = await _user.Client.PostAsync($"/api/v1/jobs/{id}/retry", null);
        Assert.Equal(HttpStatusCode.Accepted, retried.StatusCode);
        await _user.Client.JobWhenAsync(id, job => job.GetProperty("status").GetString() == "succeeded");

        Assert.Equal(["first", "second", "second", "first", "second"], asked);
        using var again = await _user.Client.PostAsync($"/api/v1/jobs/{id}/retry", null);
        Assert.Equal((409, $$"""{"detail":"Job {{id}} has neither died nor been cancelled."}"""), ((int)again.StatusCode, await again.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Discard_OfADeadJob_RemovesIt()
    {
        _server.Model.Respond = _ => FakeReply.Error(400, null, "No.");
        var id = await SendAsync();
        await _user.Client.JobEndAsync(id);

        using var discarded = await _user.Client.DeleteAsync($"/api/v1/jobs/{id}");

        Assert.Equal(HttpStatusCode.NoContent, discarded.StatusCode);
        using var gone = await _user.Client.GetAsync($"/api/v1/jobs/{id}");
        Assert.Equal((404, $$"""{"detail":"Job {{id}} not found"}"""), ((int)gone.StatusCode, await gone.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Cancel_OfARunningJob_StopsItAndTheCallToTheModel()
    {
        var gate = new FakeGate();
        _server.Model.Respond = _ => FakeReply.Text("late").Behind(gate);
        var id = await SendAsync();
        await _user.Client.JobWhenAsync(id, job => job.GetProperty("status").GetString() == "running");
        using var metrics = JsonDocument.Parse(await _server.Admin.GetStringAsync("/api/v1/monitor/job_queue"));
        Assert.Equal(1, metrics.RootElement.GetProperty("active_jobs").GetInt32());

        using var cancelled = await _user.Client.PostAsync($"/api/v1/jobs/{id}/cancel", null);

        Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        Assert.Equal("cancelled", (await _user.Client.JobEndAsync(id)).GetProperty("status").GetString());
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _server.Model.WaitForAbortAsync(1, limit.Token);
        using var again = await _user.Client.PostAsync($"/api/v1/jobs/{id}/cancel", null);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Fact]
    public async Task List_OfManyJobs_GivesThemPageByPage_TheNewestFirst()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            ids.Add(await SendAsync());
            await _user.Client.JobEndAsync(ids[^1]);
        }

        var seen = new List<Guid>();
        for (string? before = null; ;)
        {
            var page = JsonElement.Parse(await _user.Client.GetStringAsync($"/api/v1/jobs/?limit=3&flow_id={_flow}&status=succeeded{(before is null ? "" : $"&before={before}")}"));
            seen.AddRange(page.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("job_id").GetGuid()));
            if (page.GetProperty("next_before").ValueKind is JsonValueKind.Null)
            {
                break;
            }

            before = page.GetProperty("next_before").GetString();
        }

        Assert.Equal(Enumerable.Reverse(ids), seen);
        Assert.Empty(JsonElement.Parse(await _user.Client.GetStringAsync("/api/v1/jobs/?status=dead")).GetProperty("jobs").EnumerateArray());
        using var wrong = await _user.Client.GetAsync("/api/v1/jobs/?status=odd");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        using var tooMany = await _user.Client.GetAsync("/api/v1/jobs/?limit=501");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tooMany.StatusCode);
    }

    [Fact]
    public async Task Jobs_OfOthers_AreNotThere()
    {
        var id = await SendAsync();
        await _user.Client.JobEndAsync(id);
        TestUser[] others = [await _server.NewUserAsync(), await _server.NewUserAsync(_user.TenantId)];
        foreach (var other in others)
        {
            Assert.Empty(JsonElement.Parse(await other.Client.GetStringAsync("/api/v1/jobs/")).GetProperty("jobs").EnumerateArray());
            foreach (var (method, path) in new[] { ("GET", ""), ("DELETE", ""), ("POST", "/retry"), ("POST", "/resume"), ("POST", "/cancel") })
            {
                using var answer = await other.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), $"/api/v1/jobs/{id}{path}"));
                Assert.Equal((404, $$"""{"detail":"Job {{id}} not found"}"""), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
            }
        }

        Assert.Equal("succeeded", (await _user.Client.JobAsync(id)).GetProperty("status").GetString());
    }

    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        _user = await _server.NewUserAsync();
        _flow = await _server.SaveFlowAsync(_user, "webhook-models");
    }

    public Task DisposeAsync() => _server.DisposeAsync();

    private async Task<Guid> SendAsync()
    {
        using var answer = await WebhookTests.SendAsync(_user.Client, _flow.ToString(), """{"id":"question"}""");
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("job_id").GetGuid();
    }
}
