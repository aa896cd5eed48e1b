using System.Net;
using System.Text.Json.Nodes;

namespace SkillFlaw.FakeOpenAI.Tests.Chat;

public sealed class ToolCallTests : ServerTest
{
    private const string Tools =
        """
        [{"type":"function","function":{"name":"get_time"}},
         {"type":"function","function":{"name":"get_weather","parameters":{"type":"object","required":["city","days"],
          "properties":{"city":{"type":"string","minLength":1},"days":{"type":"integer","minimum":1},"unit":{"type":"string"}}}}}]
        """;

    [Fact]
    public async Task Complete_WithScriptedCall_AsksForIt()
    {
        OpenAI.Replies.Enqueue(FakeReply.ToolCall("get_weather", """{"city":"Riga"}"""));

        var choice = (await CompleteAsync(Chat("hello")))["choices"]![0]!;

        Assert.Equal("tool_calls", (string?)choice["finish_reason"]);
        Assert.Equal(
            """
            {"role":"assistant","content":null,"refusal":null,"tool_calls":[{"id":"call_1_0","type":"function",
            "function":{"name":"get_weather","arguments":"{\u0022city\u0022:\u0022Riga\u0022}"}}]}
            """.ReplaceLineEndings(""),
            choice["message"]!.ToJsonString());
    }

    [Fact]
    public async Task Stream_WithScriptedCalls_SendsThePiecesOfEach()
    {
        var arguments = """{"city":"Rīga 🏙️ and all the places around it"}""";
        OpenAI.Replies.Enqueue(FakeReply.ToolCalls(new("get_weather", arguments), new("get_time", "{}", "mine")));
        using var events = await StreamAsync(Streamed(Chat("hello")));

        var chunks = await events.ChunksAsync();

        var pieces = chunks.Select(chunk => chunk["choices"]![0]!["delta"]!["tool_calls"]?[0]).OfType<JsonNode>().ToList();
        var begins = pieces.Where(piece => piece["id"] is not null).ToList();
        Assert.Equal(["call_1_0", "mine"], begins.Select(piece => (string?)piece["id"]));
        Assert.Equal(["get_weather", "get_time"], begins.Select(piece => (string?)piece["function"]!["name"]));
        Assert.Equal(arguments, Arguments(pieces, 0));
        Assert.Equal("{}", Arguments(pieces, 1));
        Assert.True(pieces.Count(piece => (int)piece["index"]! == 0) > 3);
        Assert.Equal("tool_calls", (string?)chunks[^1]["choices"]![0]!["finish_reason"]);
    }

    [Fact]
    public async Task Complete_WithTextBeforeTheCall_HasBoth()
    {
        OpenAI.Replies.Enqueue(FakeReply.TextThenToolCalls("Let me see.", new FakeToolCall("get_time", "{}")));

        var message = (await CompleteAsync(Chat("hello")))["choices"]![0]!["message"]!;

        Assert.Equal("Let me see.", (string?)message["content"]);
        Assert.Single(message["tool_calls"]!.AsArray());
    }

    [Fact]
    public async Task Complete_WithForcedFunction_CallsItWithTheLeastArguments()
    {
        var choice = (await CompleteAsync(WithTools(ToolChoice("get_weather"))))["choices"]![0]!;

        var function = choice["message"]!["tool_calls"]![0]!["function"]!;
        Assert.Equal("get_weather", (string?)function["name"]);
        Assert.Equal("""{"city":"a","days":1}""", (string?)function["arguments"]);
        Assert.Equal("stop", (string?)choice["finish_reason"]);
    }

    [Fact]
    public async Task Complete_WithForcedFunctionOfNoParameters_CallsItWithNone()
    {
        var completion = await CompleteAsync(WithTools(ToolChoice("get_time")));

        Assert.Equal("{}", (string?)completion["choices"]![0]!["message"]!["tool_calls"]![0]!["function"]!["arguments"]);
    }

    [Fact]
    public async Task Complete_WithRequiredCall_CallsTheFirstTool()
    {
        var choice = (await CompleteAsync(WithTools("required")))["choices"]![0]!;

        Assert.Equal("get_time", (string?)choice["message"]!["tool_calls"]![0]!["function"]!["name"]);
        Assert.Equal("tool_calls", (string?)choice["finish_reason"]);
    }

    [Fact]
    public async Task Complete_WithToolsThatNobodyForces_Echoes()
    {
        var completion = await CompleteAsync(WithTools("auto"));

        Assert.Equal("echo: hello", (string?)completion["choices"]![0]!["message"]!["content"]);
    }

    [Fact]
    public async Task Complete_WithForcedFunctionThatIsNotThere_IsRefused()
    {
        var error = await RefusedAsync(HttpStatusCode.BadRequest, "chat/completions", WithTools(ToolChoice("fly")).ToJsonString());

        Assert.Equal("tool_choice", (string?)error["param"]);
    }

    private static JsonObject WithTools(JsonNode toolChoice)
    {
        var body = Chat("hello");
        body["tools"] = JsonNode.Parse(Tools);
        body["tool_choice"] = toolChoice;
        return body;
    }

    private static JsonObject ToolChoice(string function) =>
        new() { ["type"] = "function", ["function"] = new JsonObject { ["name"] = function } };

    private static string Arguments(List<JsonNode> pieces, int index) =>
        string.Concat(pieces.Where(piece => (int)piece["index"]! == index).Select(piece => (string?)piece["function"]!["arguments"]));
}
