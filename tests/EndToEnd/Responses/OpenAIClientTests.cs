using System.Net;
using System.Text;
using System.Text.Json;
using SkillFlaw.FakeOpenAI;

namespace SkillFlaw.EndToEnd.Responses;

/// <summary>A server as OpenAI's own client library meets it.</summary>
public sealed class OpenAIClientTests(OpenAIClient library) : IClassFixture<OpenAIClient>, IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();
    private FakeOpenAIServer _model = null!;
    private ServerProcess _server = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _model = await FakeOpenAIServer.StartAsync();
        _server = await ServerProcess.StartAsync(_folder.Settings(("OPENAI_BASE_URL", _model.BaseUrl)));
        _client = _server.NewClient();
        await SendAsync("/api/v1/variables/", """{"name":"OPENAI_API_KEY","value":"sk-of-the-user","type":"Credential","default_fields":[]}""");
    }

    [NpmFact]
    public async Task Create_AfterAnother_GoesOnInItsConversation()
    {
        var answers = await library.DoAsync("plain", _server, await AddFlowAsync("memory-chat"));

        var (first, second) = (answers[0], answers[1]);
        var id = first.GetProperty("id").GetString();
        Assert.Equal(id, second.GetProperty("id").GetString());
        Assert.Equal(id, second.GetProperty("previous_response_id").GetString());
        Assert.All([first, second], answer => Assert.Equal("completed", answer.GetProperty("status").GetString()));
        Assert.EndsWith("Now: one", first.GetProperty("output_text").GetString(), StringComparison.Ordinal);
        Assert.EndsWith("Now: two", second.GetProperty("output_text").GetString(), StringComparison.Ordinal);
        Assert.Contains("User: one", _model.Requests[^1].LastUserText, StringComparison.Ordinal);
        var messages = JsonElement.Parse(await _client.GetStringAsync($"/api/v1/monitor/messages?session_id={id}"));
        Assert.Equal(["User", "Machine", "User", "Machine"], messages.EnumerateArray().Select(message => message.GetProperty("sender").GetString()));
    }

    [NpmFact]
    public async Task Create_Streamed_GivesTheEventsOfOpenAI()
    {
        var seen = await library.DoAsync("stream", _server, await AddFlowAsync("prompt-model-1.8"));

        const string Text = "echo: three";
        var deltas = seen.GetProperty("deltas").EnumerateArray().Select(delta => delta.GetString()).ToList();
        Assert.True(deltas.Count > 1, "The text came in one piece.");
        Assert.Equal(Text, string.Concat(deltas));
        Assert.Equal(Text, seen.GetProperty("chunks").GetString());
        Assert.Equal(Text, seen.GetProperty("done").GetString());
        Assert.Equal(Text, seen.GetProperty("completed").GetProperty("text").GetString());
        Assert.True(Guid.TryParse(seen.GetProperty("completed").GetProperty("id").GetString(), out _));
        Assert.Equal(
            [
                "response.created", "response.in_progress", "response.output_item.added", "response.content_part.added",
                .. deltas.Select(_ => "response.output_text.delta"),
                "response.output_text.done", "response.content_part.done", "response.output_item.done", "response.completed",
            ],
            seen.GetProperty("types").EnumerateArray().Select(type => type.GetString()));
        Assert.Equal(Enumerable.Range(0, 8 + deltas.Count), seen.GetProperty("numbers").EnumerateArray().Select(number => number.GetInt32()));
    }

    [NpmFact]
    public async Task Stream_OfTheLibrarysOwnHelper_EndsWithTheResponse()
    {
        var response = await library.DoAsync("helper", _server, await AddFlowAsync("prompt-model-1.8"));

        Assert.Equal("echo: four", response.GetProperty("output_text").GetString());
        Assert.Equal("echo: four", response.GetProperty("deltas").GetString());
        Assert.Equal("completed", response.GetProperty("status").GetString());
        Assert.True(Guid.TryParse(response.GetProperty("id").GetString(), out _));
    }

    [NpmFact]
    public async Task Stream_WithTools_EndsWithTheirCalls()
    {
        var response = await library.DoAsync("tools", _server, await AddFlowAsync("agent-steps"));

        Assert.Equal("It is sunny.", response.GetProperty("output_text").GetString());
        Assert.Equal(
            """[{"type":"function_call","name":"get_weather","given":"{\"city\": \"Rome\", \"days\": 2}"},{"type":"message"}]""",
            response.GetProperty("output").GetRawText());
    }

    [NpmFact]
    public async Task Errors_OfAllKinds_ReachWhoCalls()
    {
        _model.Respond = _ => FakeReply.Error(400, null, "this is refused");

        var errors = await library.DoAsync("errors", _server, await AddFlowAsync("prompt-model-1.8"));

        Assert.Equal(
            """{"message":"Flow with id 'no-such-flow' not found","type":"invalid_request_error","code":"flow_not_found"}""",
            errors.GetProperty("unknown").GetRawText());
        Assert.Equal("processing_error", errors.GetProperty("failing").GetProperty("type").GetString());
        var reason = errors.GetProperty("failing").GetProperty("message").GetString();
        Assert.StartsWith("Error running graph: ", reason, StringComparison.Ordinal);
        Assert.Contains("this is refused", reason, StringComparison.Ordinal);
        Assert.Equal(
            """{"name":"APIError","status":null,"type":"invalid_request_error","code":"flow_not_found","message":"Flow with id 'no-such-flow' not found"}""",
            errors.GetProperty("unknownStream").GetRawText());
        foreach (var streamed in (string[])["failingStream", "failingHelper"])
        {
            Assert.Equal(
                ("processing_error", reason), (errors.GetProperty(streamed).GetProperty("type").GetString(), errors.GetProperty(streamed).GetProperty("message").GetString()));
        }

        Assert.Equal(("PermissionDeniedError", 403), KindOf(errors.GetProperty("key")));
        Assert.Equal(("UnprocessableEntityError", 422), KindOf(errors.GetProperty("input")));
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        await _model.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    private static (string?, int) KindOf(JsonElement error) => (error.GetProperty("name").GetString(), error.GetProperty("status").GetInt32());

    private async Task<string> AddFlowAsync(string name)
    {
        using var flow = JsonDocument.Parse(await File.ReadAllTextAsync(Repository.File("tests", "Flows", name + ".json")));
        var data = flow.RootElement.GetProperty("data").GetRawText();
        return (await SendAsync("/api/v1/flows/", $$"""{"name":"of the test","data":{{data}}}""")).GetProperty("id").GetString()!;
    }

    private async Task<JsonElement> SendAsync(string path, string body)
    {
        using var answer = await _client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.Created, text);
        return JsonElement.Parse(text);
    }
}
