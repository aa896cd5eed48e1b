using System.Text.Json;

namespace SkillFlaw.WebApi.Runs;

/// <summary>Advanced runs (semantics section 3.1).</summary>
[Collection(nameof(SharedServer))]
public sealed class AdvancedRunTests(WebServer server) : IAsyncLifetime
{
    private TestUser _user = null!;

    public async Task InitializeAsync() => _user = await server.NewUserAsync();

    [Fact]
    public async Task Run_WithSeveralInputs_RunsTheFlowForEach()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        var answer = await RunAsync(flow, """{"inputs":[{"input_value":"one"},{"input_value":"two","type":"chat"},{}]}""").ReadAsync(200);

        Assert.Equal(["one", "two", ""], Sets(answer).Select(set => set.GetProperty("inputs").Text("input_value")));
        Assert.Equal(["one", "two", ""], Sets(answer).Select(set => set.GetProperty("outputs")[0].GetProperty("results").GetProperty("message").Text("text")));
        Assert.Equal(flow.ToString(), answer.Text("session_id"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("""{"inputs":null}""")]
    [InlineData("""{"inputs":[]}""")]
    public async Task Run_WithoutInputs_SaysNothing(string? body)
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        var set = Assert.Single(Sets(await RunAsync(flow, body).ReadAsync(200)));

        Assert.Equal("", set.GetProperty("inputs").Text("input_value"));
        Assert.Equal("", set.GetProperty("outputs")[0].GetProperty("results").GetProperty("message").Text("text"));
    }

    [Fact]
    public async Task Run_Answers_WithoutNulls()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        var output = Sets(await RunAsync(flow, """{"inputs":[{"input_value":"hi"}]}""").ReadAsync(200))[0].GetProperty("outputs")[0];

        Assert.False(output.TryGetProperty("timedelta", out _));
        Assert.False(output.TryGetProperty("duration", out _));
        Assert.False(output.GetProperty("messages")[0].TryGetProperty("stream_url", out _));
        Assert.Equal(JsonValueKind.Null, output.GetProperty("results").GetProperty("message").GetProperty("duration").ValueKind);
    }

    [Theory]
    [InlineData("""["TextInput-tIo01"]""", "said\nright")]
    [InlineData("""["Right"]""", "left\nsaid")]
    [InlineData("[]", "said\nsaid")]
    public async Task Run_WithComponents_SaysItToThem(string components, string expected)
    {
        var flow = await server.SaveFlowAsync(_user, "text-io");

        var answer = await RunAsync(flow, $$"""{"inputs":[{"input_value":"said","components":{{components}}}]}""").ReadAsync(200);

        Assert.Equal(expected, Sets(answer)[0].GetProperty("outputs")[0].GetProperty("results").GetProperty("text").Text("text"));
    }

    [Theory]
    [InlineData("""["ChatInput-eCh01"]""", "ChatInput-eCh01")]
    [InlineData("""["Chat Output","ChatInput-eCh01"]""", "ChatInput-eCh01 ChatOutput-eCh02")]
    [InlineData("[]", "ChatOutput-eCh02")]
    public async Task Run_WithOutputs_AnswersThose(string outputs, string expected)
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        var answer = await RunAsync(flow, $$"""{"outputs":{{outputs}}}""").ReadAsync(200);

        Assert.Equal(expected, string.Join(' ', Sets(answer)[0].GetProperty("outputs").EnumerateArray().Select(output => output.Text("component_id"))));
    }

    [Fact]
    public async Task Run_WithSession_KeepsItsMessagesThere()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        var answer = await RunAsync(flow, """{"session_id":"s1","inputs":[{"input_value":"a"},{"input_value":"b","session":"s2"}]}""").ReadAsync(200);

        Assert.Equal("s1", answer.Text("session_id"));
        Assert.Equal(["s1", "s1", "s2", "s2"], (await server.MessagesAsync(flow)).Select(message => message.SessionId));
    }

    [Theory]
    [InlineData("""{"inputs":[{"input_value":"a","colour":"red"}]}""", "extra_forbidden", "body/inputs/0/colour")]
    [InlineData("""{"inputs":[{},{"type":"json"}]}""", "enum", "body/inputs/1/type")]
    [InlineData("""{"inputs":{}}""", "list_type", "body/inputs")]
    [InlineData("""{"outputs":[1]}""", "string_type", "body/outputs/0")]
    [InlineData("""{"stream":"perhaps"}""", "bool_parsing", "body/stream")]
    [InlineData("""{"tweaks":[]}""", "dict_type", "body/tweaks")]
    public async Task Run_WithWrongBody_SaysWhatIsWrong(string body, string type, string location)
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        var error = (await RunAsync(flow, body).ReadAsync(422)).GetProperty("detail")[0];

        Assert.Equal(type, error.Text("type"));
        Assert.Equal(location, string.Join('/', error.GetProperty("loc").EnumerateArray().Select(part => part.ToString())));
    }

    [Fact]
    public async Task Run_WhoseComponentFails_SaysSoInPlainText()
    {
        var flow = await server.SaveFlowAsync(_user, "prompt-model-1.8");

        Assert.Equal(
            "Error running graph: Error building Component Language Model: \n\nOPENAI_API_KEY variable not found.",
            await RunAsync(flow, "{}").ReadErrorAsync(500));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static List<JsonElement> Sets(JsonElement answer) => [.. answer.GetProperty("outputs").EnumerateArray()];

    private Task<HttpResponseMessage> RunAsync(Guid flow, string? body) =>
        _user.Client.SendAsync(HttpMethod.Post, $"/api/v1/run/advanced/{flow}", body);
}
