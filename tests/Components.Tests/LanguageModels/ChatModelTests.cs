using System.Text.Json.Nodes;
using OpenAI.Chat;
using SkillFlaw.FakeOpenAI;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.LanguageModels;

public sealed class ChatModelTests : ModelTest
{
    private const string Riga = """{"city":"Riga, where it always rains"}""";
    private const string Oslo = """{"city":"Oslo"}""";
    private static readonly UserChatMessage _question = new("How is the weather?");
    private static readonly Tool _weather = new("Weather-1", "report", "get_weather", "Tells the weather.", FlowValue.Of(
        ("type", FlowValue.Of("object")),
        ("properties", FlowValue.Of(("city", FlowValue.Of(("type", FlowValue.Of("string"))))))));

    [Fact]
    public async Task Answer_WithTools_OffersThem()
    {
        await (await ConnectAsync()).AnswerAsync([_question], [_weather], CancellationToken.None);

        var expected =
            """
            [{"type":"function","function":{"name":"get_weather","description":"Tells the weather.",
              "parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}]
            """;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), Body["tools"]), Body.ToJsonString());
    }

    [Fact]
    public async Task Answer_WithoutTools_MentionsNone()
    {
        await (await ConnectAsync()).AnswerAsync([_question], [], CancellationToken.None);

        Assert.False(Body.AsObject().ContainsKey("tools"));
    }

    [Fact]
    public async Task Answer_ThatCallsTools_HasTheCalls()
    {
        OpenAI.Replies.Enqueue(FakeReply.ToolCalls(new("get_weather", Riga), new("get_weather", Oslo)));

        var answer = await (await ConnectAsync()).AnswerAsync([_question], [_weather], CancellationToken.None);

        Assert.Equal("", answer.Text);
        Assert.Equal([("call_1_0", "get_weather", Riga), ("call_1_1", "get_weather", Oslo)], Calls(answer));
    }

    [Fact]
    public async Task Stream_ThatCallsTools_GivesTheTextAndThenTheCalls()
    {
        OpenAI.Replies.Enqueue(FakeReply.TextThenToolCalls("Let me see.", new("get_weather", Riga), new("get_weather", Oslo)));

        var pieces = await StreamAsync(await ConnectAsync(), _question);

        Assert.Equal("Let me see.", string.Concat(pieces.Select(piece => piece.Text)));
        Assert.All(pieces[..^1], piece => Assert.Null(piece.Whole));
        var answer = pieces[^1].Whole!;
        Assert.Equal("Let me see.", answer.Text);
        Assert.Equal([("call_1_0", "get_weather", Riga), ("call_1_1", "get_weather", Oslo)], Calls(answer));
        Assert.NotNull(answer.Usage);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Let me see.")]
    public async Task ToMessage_OfToolCalls_CanBeAnswered(string text)
    {
        OpenAI.Replies.Enqueue(FakeReply.TextThenToolCalls(text, new FakeToolCall("get_weather", Oslo)));
        var chat = await ConnectAsync();
        var answer = await chat.AnswerAsync([_question], [_weather], CancellationToken.None);

        var last = await chat.AnswerAsync(
            [_question, answer.ToMessage(), new ToolChatMessage(answer.ToolCalls[0].Id, "Rain.")], [_weather], CancellationToken.None);

        Assert.Equal("echo: How is the weather?", last.Text);
        var messages = OpenAI.Requests[1].Messages;
        Assert.Equal(["user", "assistant", "tool"], messages.Select(message => message.Role));
        Assert.Equal((text, "get_weather", Oslo, "call_1_0"), (messages[1].Text, messages[1].ToolCalls[0].Name, messages[1].ToolCalls[0].Arguments, messages[1].ToolCalls[0].Id));
        Assert.Equal(("call_1_0", "Rain."), (messages[2].ToolCallId, messages[2].Text));
    }

    [Fact]
    public async Task ToMessage_OfText_IsTheAssistants()
    {
        var chat = await ConnectAsync();
        var answer = await chat.AnswerAsync([_question], [], CancellationToken.None);

        await chat.AnswerAsync([_question, answer.ToMessage(), _question], [], CancellationToken.None);

        Assert.Equal(("assistant", "echo: How is the weather?"), (OpenAI.Requests[1].Messages[1].Role, OpenAI.Requests[1].Messages[1].Text));
    }

    [Fact]
    public async Task Stream_OfProviderThatDoesNotCountItsCalls_KeepsThemApart()
    {
        static string Piece(string id, string arguments) =>
            $$$$"""data: {"id":"1","created":1,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"{{{{id}}}}","type":"function","function":{"name":"get_weather","arguments":"{{{{arguments}}}}"}}]}}]}""" + "\n\n";
        await using var provider = new CannedProvider("text/event-stream", $"{Piece("a", "1")}{Piece("b", "2")}data: [DONE]\n\n");
        Host.Providers["OpenAI"] = new ProviderSettings(provider.BaseUrl, null);

        var pieces = await StreamAsync(await ConnectAsync(), _question);

        Assert.Equal([("a", "get_weather", "1"), ("b", "get_weather", "2")], Calls(pieces[^1].Whole!));
    }

    [Fact]
    public async Task Stream_ThatDoesNotEnd_IsGivenUp()
    {
        var piece = $$$"""data: {"id":"1","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"{{{new string('x', 1_000_000)}}}"}}]}""" + "\n\n";
        await using var provider = new CannedProvider("text/event-stream", string.Concat(Enumerable.Repeat(piece, 11)));
        Host.Providers["OpenAI"] = new ProviderSettings(provider.BaseUrl, null);
        var chat = await ConnectAsync();

        var failure = await Assert.ThrowsAsync<ComponentException>(() => StreamAsync(chat, _question));

        Assert.Equal("The answer of OpenAI is too long.", failure.Message);
    }

    [Fact]
    public async Task Stream_LeftInItsMiddle_EndsTheCall()
    {
        var gate = new FakeGate();
        gate.Release();
        OpenAI.Replies.Enqueue(FakeReply.Slow(gate, "one", "two"));

        await foreach (var piece in (await ConnectAsync()).StreamAsync([_question], [], CancellationToken.None))
        {
            Assert.Equal("one", piece.Text);
            break;
        }

        await OpenAI.WaitForAbortAsync();
    }

    private async Task<ChatModel> ConnectAsync()
    {
        Host.Variables["OPENAI_API_KEY"] = Key;
        return await ChatModel.ConnectAsync(new LanguageModel { Provider = "OpenAI", Model = "m", MaxRetries = 0 }, Host);
    }

    private static async Task<List<ChatPiece>> StreamAsync(ChatModel chat, ChatMessage message)
    {
        var pieces = new List<ChatPiece>();
        await foreach (var piece in chat.StreamAsync([message], [_weather], CancellationToken.None))
        {
            pieces.Add(piece);
        }

        return pieces;
    }

    private static IEnumerable<(string, string, string)> Calls(ChatAnswer answer) =>
        answer.ToolCalls.Select(call => (call.Id, call.FunctionName, call.FunctionArguments.ToString()));
}
