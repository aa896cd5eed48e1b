using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace SkillFlaw.WebApi.Webhooks;

/// <summary>Following the webhooks of a flow (semantics section 3.2).</summary>
public sealed class WebhookEventTests : IAsyncLifetime
{
    private static readonly TimeSpan _silence = TimeSpan.FromMilliseconds(200);

    private readonly WebServer _server = new() { Configure = services => services.Configure<WebhookEventOptions>(options => options.Silence = _silence) };
    private TestUser _user = null!;

    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        _user = await _server.NewUserAsync();
    }

    [Fact]
    public async Task Follow_OfWebhook_TellsWhatHappens()
    {
        var flow = await _server.SaveFlowAsync(_user, "webhook");
        using var listener = await FollowAsync(_user.Client, flow);
        Assert.Equal("text/event-stream", listener.Answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("no", listener.Answer.Headers.GetValues("X-Accel-Buffering").Single());
        var (name, connected) = await listener.ReadAsync();
        Assert.Equal(("connected", flow.ToString()), (name, connected.Text("flow_id")));
        Assert.StartsWith("webhook ", connected.Text("flow_name"), StringComparison.Ordinal);

        var job = (await SendAsync(flow, """{"who":"Ann","what":"is here"}""")).Text("job_id");
        var events = await listener.ReadToEndAsync();

        Assert.Equal("vertices_sorted", events[0].Name);
        Assert.Equal(6, events[0].Data.GetProperty("ids").GetArrayLength());
        Assert.Equal(6, events[0].Data.GetProperty("to_run").GetArrayLength());
        string[] vertices = ["Webhook-wEb01", "DataOperations-wEb02", "ParserComponent-wEb03", "ChatOutput-wEb04"];
        Assert.Equal(vertices, events.Where(each => each.Name == "build_start").Select(each => each.Data.Text("id")));
        var ended = events.Where(each => each.Name == "end_vertex").Select(each => each.Data.GetProperty("build_data")).ToList();
        Assert.Equal(vertices, ended.Select(each => each.Text("id")));
        Assert.Equal(["DataOperations-wEb02"], ended[0].GetProperty("next_vertices_ids").EnumerateArray().Select(id => id.GetString()));
        Assert.All(ended, each => Assert.True(each.GetProperty("valid").GetBoolean()));
        Assert.Equal("Ann: is here", Assert.Single(events, each => each.Name == "add_message").Data.Text("text"));
        Assert.True(events[^1].Data.GetProperty("success").GetBoolean());
        Assert.All(events.Where(each => each.Name is "vertices_sorted" or "add_message" or "end"), each => Assert.Equal(job, each.Data.Text("run_id")));
    }

    [Fact]
    public async Task Follow_OfFailingWebhook_TellsWhy()
    {
        var flow = await _server.SaveFlowAsync(_user, "webhook");
        using var listener = await FollowAsync(_user.Client, flow);
        await listener.ReadAsync();

        await SendAsync(flow, "[1]");
        var events = await listener.ReadToEndAsync();

        Assert.False(events.Last(each => each.Name == "end_vertex").Data.GetProperty("build_data").GetProperty("valid").GetBoolean());
        Assert.Contains("error", events.Select(each => each.Name));
        Assert.False(events[^1].Data.GetProperty("success").GetBoolean());
        Assert.Contains("Error building Component", events[^1].Data.Text("error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Follow_OfSeveral_TellsEachAndNothingOfBeforeOrOfOtherFlows()
    {
        var (flow, other) = (await _server.SaveFlowAsync(_user, "webhook"), await _server.SaveFlowAsync(_user, "webhook"));
        using var first = await FollowAsync(_user.Client, flow);
        await first.ReadAsync();
        await SendAsync(flow, """{"who":"Ann","what":"1"}""");
        await first.ReadToEndAsync();
        using var second = await FollowAsync(_user.Client, flow);
        Assert.Equal("connected", (await second.ReadAsync()).Name);

        await SendAsync(other, """{"who":"Ann","what":"other"}""");
        var job = (await SendAsync(flow, """{"who":"Ann","what":"2"}""")).Text("job_id");

        Assert.Equal(job, (await first.ReadToEndAsync())[0].Data.Text("run_id"));
        Assert.Equal(job, (await second.ReadToEndAsync())[0].Data.Text("run_id"));
    }

    [Fact]
    public async Task Follow_WithoutEvents_ShowsThatItLives()
    {
        using var listener = await FollowAsync(_user.Client, await _server.SaveFlowAsync(_user, "webhook"));
        await listener.ReadAsync();

        var (name, data) = await listener.ReadAsync(skipsHeartbeats: false);

        Assert.Equal("heartbeat", name);
        Assert.Equal(JsonValueKind.Number, data.GetProperty("timestamp").ValueKind);
    }

    [Fact]
    public async Task Follow_OfFlowOfAnother_IsAnsweredLikeAnInventedId()
    {
        var theirs = await _server.SaveFlowAsync(await _server.NewUserAsync(), "webhook");
        var invented = Guid.NewGuid();

        Assert.Equal($"Flow identifier {theirs} not found", await _user.Client.GetAsync($"/api/v1/webhook-events/{theirs}").ReadErrorAsync(404));
        Assert.Equal($"Flow identifier {invented} not found", await _user.Client.GetAsync($"/api/v1/webhook-events/{invented}").ReadErrorAsync(404));
    }

    public Task DisposeAsync() => _server.DisposeAsync();

    private Task<JsonElement> SendAsync(Guid flow, string body) => _user.Client.SendAsync(HttpMethod.Post, $"/api/v1/webhook/{flow}", body).ReadAsync(202);

    private static async Task<Listener> FollowAsync(HttpClient client, Guid flow)
    {
        var answer = await client.GetAsync($"/api/v1/webhook-events/{flow}", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)answer.StatusCode);
        return new Listener(answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
    }

    private sealed record Listener(HttpResponseMessage Answer, StreamReader Lines) : IDisposable
    {
        public async Task<(string Name, JsonElement Data)> ReadAsync(bool skipsHeartbeats = true)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (true)
            {
                var name = await Lines.ReadLineAsync(limit.Token);
                var data = await Lines.ReadLineAsync(limit.Token);
                Assert.StartsWith("event: ", name, StringComparison.Ordinal);
                Assert.StartsWith("data: ", data, StringComparison.Ordinal);
                Assert.Equal("", await Lines.ReadLineAsync(limit.Token));
                if (!skipsHeartbeats || name != "event: heartbeat")
                {
                    return (name!["event: ".Length..], JsonElement.Parse(data!["data: ".Length..]));
                }
            }
        }

        public async Task<List<(string Name, JsonElement Data)>> ReadToEndAsync()
        {
            var events = new List<(string Name, JsonElement Data)>();
            do
            {
                events.Add(await ReadAsync());
            }
            while (events[^1].Name != "end");
            return events;
        }

        public void Dispose()
        {
            Lines.Dispose();
            Answer.Dispose();
        }
    }
}
