using System.Globalization;
using System.Text.Json;

namespace SkillFlaw.WebApi.Runs;

/// <summary>What a run answers, and which outputs (semantics sections 2.2 and 2.6).</summary>
[Collection(nameof(SharedServer))]
public sealed class RunAnswerTests(WebServer server) : IAsyncLifetime
{
    private TestUser _user = null!;

    public async Task InitializeAsync() => _user = await server.NewUserAsync();

    [Fact]
    public async Task Run_OfChat_AnswersAsTheSpecificationShows()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        var answer = await RunAsync(flow, new { input_value = "Say hi", session_id = "s1" });

        var message = answer.GetProperty("outputs")[0].GetProperty("outputs")[0].GetProperty("results").GetProperty("message");
        var id = message.GetProperty("data").Text("id");
        var time = message.Text("timestamp")!;
        var zoned = message.GetProperty("data").Text("timestamp");
        Assert.Equal(
            DateTimeOffset.ParseExact(time, "yyyy-MM-dd'T'HH:mm:ss'+00:00'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            DateTimeOffset.ParseExact(zoned!, "yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));
        const string Looks = """
            "error": false, "edit": false,
            "properties": {"text_color": null, "background_color": null, "edited": false,
              "source": {"id": null, "display_name": null, "source": null},
              "icon": null, "allow_markdown": false, "positive_feedback": null, "state": "complete", "targets": []},
            "category": "message", "content_blocks": [], "duration": null
            """;
        AssertSame(
            $$$"""
            {
              "session_id": "s1",
              "outputs": [{
                "inputs": {"input_value": "Say hi"},
                "outputs": [{
                  "results": {"message": {
                    "text_key": "text",
                    "data": {"timestamp": "{{{zoned}}}", "sender": "Machine", "sender_name": "AI", "session_id": "s1", "context_id": "",
                      "text": "Say hi", "files": [], {{{Looks}}}, "id": "{{{id}}}", "flow_id": "{{{flow}}}"},
                    "default_value": "", "text": "Say hi", "sender": "Machine", "sender_name": "AI", "files": [], "session_id": "s1",
                    "context_id": "", "timestamp": "{{{time}}}", "flow_id": "{{{flow}}}", {{{Looks}}}}},
                  "artifacts": {"message": "Say hi", "sender": "Machine", "sender_name": "AI", "files": [], "type": "object"},
                  "outputs": {"message": {"message": "Say hi", "type": "text"}},
                  "logs": {"message": []},
                  "messages": [{"message": "Say hi", "sender": "Machine", "sender_name": "AI", "session_id": "s1", "stream_url": null,
                    "component_id": "ChatOutput-eCh02", "files": [], "type": "text"}],
                  "timedelta": null, "duration": null,
                  "component_display_name": "Chat Output", "component_id": "ChatOutput-eCh02", "used_frozen_result": false
                }]
              }]
            }
            """,
            answer,
            ignoring: ["source"]);
    }

    [Fact]
    public async Task Run_OfChat_StoresBothSidesInOrder()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        await RunAsync(flow, new { input_value = "first", session_id = "a" });
        await RunAsync(flow, new { input_value = "second", session_id = "b" });

        var messages = await server.MessagesAsync(flow);
        Assert.Equal(
            ["a User first", "a Machine first", "b User second", "b Machine second"],
            messages.Select(message => $"{message.SessionId} {message.Sender} {message.Text}"));
    }

    [Fact]
    public async Task Run_WithTextOfSeveralLines_DoublesThemWhereMachinesAreShown()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        var output = Outputs(await RunAsync(flow, new { input_value = "a\nb\n\nc" }))[0];

        Assert.Equal("a\n\nb\n\nc", output.GetProperty("messages")[0].Text("message"));
        Assert.Equal("a\n\nb\n\nc", output.GetProperty("artifacts").Text("message"));
        Assert.Equal("a\nb\n\nc", output.GetProperty("results").GetProperty("message").Text("text"));
        Assert.Equal("a\nb\n\nc", output.GetProperty("outputs").GetProperty("message").Text("message"));
    }

    [Theory]
    [InlineData("chat", "ChatOutput-pMa04")]
    [InlineData("any", "ChatOutput-pMa04")]
    [InlineData("text", "ChatOutput-pMa04")]
    [InlineData("debug", "ChatInput-pMa01 Prompt-pMa02 LanguageModelComponent-pMa03 ChatOutput-pMa04")]
    public async Task Run_WithOutputType_AnswersThoseInTheOrderOfTheDocument(string type, string expected)
    {
        var flow = await server.SaveFlowAsync(_user, "prompt-model-1.8");

        var answer = await RunAsync(flow, new { input_value = "hi", output_type = type, tweaks = Model });

        Assert.Equal(expected, string.Join(' ', Outputs(answer).Select(output => output.Text("component_id"))));
    }

    [Theory]
    [InlineData("Prompt-pMa02", "Prompt-pMa02")]
    [InlineData("Chat Input", "ChatInput-pMa01")]
    [InlineData("nobody", "")]
    public async Task Run_WithOutputComponent_AnswersThatOrNothing(string component, string expected)
    {
        var flow = await server.SaveFlowAsync(_user, "prompt-model-1.8");

        var answer = await RunAsync(flow, new { input_value = "hi", output_component = component, tweaks = Model });

        Assert.Equal(expected, string.Join(' ', Outputs(answer).Select(output => output.Text("component_id"))));
    }

    [Fact]
    public async Task Run_WithOutputThatIsNoInterface_HasItsValueInArtifactsAndOutputs()
    {
        var flow = await server.SaveFlowAsync(_user, "prompt-model-1.8");

        var output = Outputs(await RunAsync(flow, new { output_component = "Prompt-pMa02", tweaks = Model }))[0];

        const string Text = "Answer as a patient gardener, in one {short} sentence.";
        Assert.Equal("{}", output.GetProperty("results").GetRawText());
        Assert.Equal("[]", output.GetProperty("messages").GetRawText());
        Assert.Equal(Text, output.GetProperty("outputs").GetProperty("prompt").Text("message"));
        Assert.Equal("text", output.GetProperty("outputs").GetProperty("prompt").Text("type"));
        var artifact = output.GetProperty("artifacts").GetProperty("prompt");
        Assert.Equal(Text, artifact.Text("repr"));
        Assert.Equal(Text, artifact.Text("raw"));
        Assert.Equal("text", artifact.Text("type"));
    }

    [Fact]
    public async Task Run_WithUnconnectedOutput_SaysThatNothingIsKnownOfIt()
    {
        var flow = await server.SaveFlowAsync(_user, "prompt-model-1.8");

        var output = Outputs(await RunAsync(flow, new { output_component = "LanguageModelComponent-pMa03", tweaks = Model }))[0];

        var unused = output.GetProperty("outputs").GetProperty("model_output");
        Assert.Equal("""{"message":"","type":"unknown"}""", unused.GetRawText());
    }

    [Theory]
    [InlineData("any", "left said")]
    [InlineData("text", "left said")]
    [InlineData("chat", "as stored")]
    public async Task Run_WithInputType_SaysItToThoseInputs(string type, string expected)
    {
        var flow = await server.SaveFlowAsync(_user, "text-io");

        var answer = await RunAsync(flow, new { input_value = "left said", input_type = type, output_type = "text" });

        var text = Outputs(answer)[0].GetProperty("results").GetProperty("text").Text("text");
        Assert.Equal(expected == "as stored" ? "left\nright" : "left said\nleft said", text);
    }

    [Fact]
    public async Task Run_WithTweaksOfEveryForm_AppliesThem()
    {
        var flow = await server.SaveFlowAsync(_user, "prompt-model-1.8");
        foreach (var tweaks in new object[]
        {
            new Dictionary<string, object> { ["Prompt-pMa02"] = new { role = "a pirate" } },
            new Dictionary<string, object> { ["Prompt-pMa02"] = new { role = new { value = "a pirate", load_from_db = false } } },
            new Dictionary<string, object> { ["Prompt"] = new { role = "a pirate" } },
            new Dictionary<string, object> { ["role"] = "a pirate" },
            new Dictionary<string, object> { ["Prompt-pMa02"] = new { role = "a cook" }, ["role"] = "a pirate", ["Nobody-1"] = new { role = "x" } },
        })
        {
            var tweaked = JsonSerializer.SerializeToNode(tweaks)!.AsObject();
            tweaked["LanguageModelComponent-pMa03"] = JsonSerializer.SerializeToNode(Model["LanguageModelComponent-pMa03"]);

            var output = Outputs(await RunAsync(flow, new { output_component = "Prompt-pMa02", tweaks = tweaked }))[0];

            Assert.StartsWith("Answer as a pirate,", output.GetProperty("outputs").GetProperty("prompt").Text("message"), StringComparison.Ordinal);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    // The model is not what these tests are about: it listens to a server that the test has.
    private Dictionary<string, object> Model { get; } = new()
    {
        ["LanguageModelComponent-pMa03"] = new { api_key = new { value = "sk-test", load_from_db = false } },
    };

    private static List<JsonElement> Outputs(JsonElement answer) =>
        [.. Assert.Single(answer.GetProperty("outputs").EnumerateArray()).GetProperty("outputs").EnumerateArray()];

    private static void AssertSame(string expected, JsonElement actual, string[] ignoring, string path = "") =>
        AssertSame(JsonElement.Parse(expected), actual, ignoring, path);

    private static void AssertSame(JsonElement expected, JsonElement actual, string[] ignoring, string path)
    {
        Assert.True(expected.ValueKind == actual.ValueKind, $"{path}: {actual.ValueKind} instead of {expected.ValueKind}");
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.Equal(
                    expected.EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal),
                    actual.EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal));
                foreach (var field in expected.EnumerateObject().Where(field => !ignoring.Contains(field.Name)))
                {
                    AssertSame(field.Value, actual.GetProperty(field.Name), ignoring, $"{path}/{field.Name}");
                }

                break;
            case JsonValueKind.Array:
                Assert.Equal(expected.GetArrayLength(), actual.GetArrayLength());
                foreach (var (index, item) in expected.EnumerateArray().Index())
                {
                    AssertSame(item, actual[index], ignoring, $"{path}/{index}");
                }

                break;
            default:
                Assert.True(expected.GetRawText() == actual.GetRawText(), $"{path}: {actual.GetRawText()} instead of {expected.GetRawText()}");
                break;
        }
    }

    private Task<JsonElement> RunAsync(Guid flow, object body) =>
        _user.Client.SendAsync(HttpMethod.Post, $"/api/v1/run/{flow}", JsonSerializer.Serialize(body)).ReadAsync(200);
}
