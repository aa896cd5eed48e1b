using System.Net;
using System.Text;
using System.Text.Json;
using SkillFlaw.WebApi.Jobs;

namespace SkillFlaw.WebApi.Webhooks;

[Collection(nameof(SharedServer))]
public sealed class WebhookTests(WebServer server) : IAsyncLifetime
{
    private TestUser _user = null!;
    private Guid _flow;

    [Theory]
    [InlineData("application/json", """{"who":"Ada","what":"it works"}""", "Ada: it works")]
    [InlineData("text/plain", """{"who":"Ada","what":"plain"}""", "Ada: plain")]
    [InlineData(null, """{"who":"Ada","what":"nothing said"}""", "Ada: nothing said")]
    [InlineData("application/x-www-form-urlencoded", """{"who":"Ada","what":"a form"}""", "Ada: a form")]
    public async Task Webhook_OfAnyContentType_IsAnsweredAtOnceAndRunsTheFlow(string? contentType, string body, string said)
    {
        using var answer = await SendAsync(_user.Client, _flow.ToString(), body, contentType);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var json = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("Task started in the background", json.GetProperty("message").GetString());
        Assert.Equal("in progress", json.GetProperty("status").GetString());
        var job = await _user.Client.JobEndAsync(json.GetProperty("job_id").GetGuid());
        Assert.Equal("succeeded", job.GetProperty("status").GetString());
        Assert.Equal("webhook", job.GetProperty("source").GetString());
        Assert.Equal(body, job.GetProperty("request").GetString());
        var messages = JsonElement.Parse(await _user.Client.GetStringAsync($"/api/v1/monitor/messages?flow_id={_flow}"));
        Assert.Equal(said, Assert.Single(messages.EnumerateArray()).GetProperty("text").GetString());
    }

    [Fact]
    public async Task Webhook_ByEndpointName_RunsTheFlowOfTheCaller()
    {
        var name = $"hook-{Guid.NewGuid():N}";
        var flow = await server.SaveFlowAsync(_user, "webhook", name);

        using var answer = await SendAsync(_user.Client, name, """{"who":"a","what":"b"}""");

        var job = await _user.Client.JobEndAsync(JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("job_id").GetGuid());
        Assert.Equal(flow, job.GetProperty("flow_id").GetGuid());
    }

    [Fact]
    public async Task Webhook_WithoutABody_IsRefused()
    {
        using var answer = await SendAsync(_user.Client, _flow.ToString(), "");

        Assert.Equal(
            (400, """{"detail":"Request body is empty. You should provide a JSON payload containing the flow ID."}"""),
            ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Webhook_WithoutCredentials_IsRefusedForKnownAndUnknownFlowsAlike()
    {
        using var known = await SendAsync(server.Nobody, _flow.ToString(), "{}");
        using var unknown = await SendAsync(server.Nobody, Guid.NewGuid().ToString(), "{}");

        Assert.Equal((403, """{"detail":"API key required when webhook authentication is enabled"}"""), ((int)known.StatusCode, await known.Content.ReadAsStringAsync()));
        Assert.Equal(await known.Content.ReadAsStringAsync(), await unknown.Content.ReadAsStringAsync());
        using var wrong = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/webhook/{_flow}") { Content = new StringContent("{}"), Headers = { { "x-api-key", "sk-wrong" } } };
        using var refused = await server.Nobody.SendAsync(wrong);
        Assert.Equal((403, """{"detail":"Invalid API key"}"""), ((int)refused.StatusCode, await refused.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Webhook_OfAnotherUsersFlow_IsAnsweredLikeAnInventedOne()
    {
        var other = await server.NewUserAsync();

        using var foreign = await SendAsync(other.Client, _flow.ToString(), "{}");
        var invented = Guid.NewGuid().ToString();
        using var unknown = await SendAsync(other.Client, invented, "{}");

        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        Assert.Equal($$"""{"detail":"Flow identifier {{_flow}} not found"}""", await foreign.Content.ReadAsStringAsync());
        Assert.Equal($$"""{"detail":"Flow identifier {{invented}} not found"}""", await unknown.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Webhook_WithATooLargeBody_IsRefused()
    {
        using var content = new StringContent(new string('x', (4 << 20) + 1));
        using var answer = await _user.Client.SendLargeAsync($"/api/v1/webhook/{_flow}", content);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task Webhook_WithAnotherMethod_IsNotAllowed(string method)
    {
        using var answer = await _user.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), $"/api/v1/webhook/{_flow}"));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Fact]
    public async Task Webhook_ThatFails_IsSeenByWhoeverMonitorsTheFlow()
    {
        using var answer = await SendAsync(_user.Client, _flow.ToString(), """{"else":1}""");
        var job = await _user.Client.JobEndAsync(JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("job_id").GetGuid());

        Assert.Equal("dead", job.GetProperty("status").GetString());
        var failure = Assert.Single(job.GetProperty("errors").EnumerateArray());
        Assert.Contains("Select key not found", failure.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal("DataOperations-wEb02", failure.GetProperty("vertex_id").GetString());
        var builds = JsonElement.Parse(await _user.Client.GetStringAsync($"/api/v1/monitor/builds?flow_id={_flow}"));
        var build = builds.GetProperty("vertex_builds").GetProperty("DataOperations-wEb02")[0];
        Assert.False(build.GetProperty("valid").GetBoolean());
        var transactions = JsonElement.Parse(await _user.Client.GetStringAsync($"/api/v1/monitor/transactions?flow_id={_flow}"));
        Assert.Equal("error", transactions.GetProperty("items")[0].GetProperty("status").GetString());
    }

    public async Task InitializeAsync()
    {
        _user = await server.NewUserAsync();
        _flow = await server.SaveFlowAsync(_user, "webhook");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    internal static async Task<HttpResponseMessage> SendAsync(HttpClient client, string flow, string body, string? contentType = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = contentType is null ? null : new System.Net.Http.Headers.MediaTypeHeaderValue(contentType);
        return await client.PostAsync($"/api/v1/webhook/{flow}", content);
    }
}
