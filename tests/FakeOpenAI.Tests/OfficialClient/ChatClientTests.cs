using System.Text.Json.Nodes;
using OpenAI.Chat;

namespace SkillFlaw.FakeOpenAI.Tests.OfficialClient;

public sealed class ChatClientTests : OfficialClientTest
{
    private static readonly ChatTool _weather = ChatTool.CreateFunctionTool(
        "get_weather",
        "Tells the weather.",
        BinaryData.FromString(
            """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}"""));

    [Fact]
    public async Task CompleteChat_Plain_GivesTheEcho()
    {
        ChatCompletion completion = await Chat.CompleteChatAsync(
            [new SystemChatMessage("Be brief."), new UserChatMessage("hello there")], new ChatCompletionOptions { Temperature = 0.5f });

        Assert.Equal("echo: hello there", completion.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, completion.FinishReason);
        Assert.Equal((4, 3, 7), (completion.Usage.InputTokenCount, completion.Usage.OutputTokenCount, completion.Usage.TotalTokenCount));
        var request = Assert.Single(Server.Requests);
        Assert.Equal(("Bearer sk-test", "org-1", 0.5), (request.Authorization, request.Organization, request.Temperature));
    }

    [Fact]
    public async Task CompleteChat_WithImage_IsSeenAsOne()
    {
        ChatCompletion completion = await Chat.CompleteChatAsync(new UserChatMessage(
            ChatMessageContentPart.CreateTextPart("What is this?"),
            ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(new byte[] { 1 }), "image/png")));

        Assert.Equal("echo: What is this? [image]", completion.Content[0].Text);
    }

    [Fact]
    public async Task CompleteChatStreaming_OfAText_GivesThePiecesAndTheUsage()
    {
        var updates = new List<StreamingChatCompletionUpdate>();
        await foreach (var update in Chat.CompleteChatStreamingAsync(new UserChatMessage("hello there")))
        {
            updates.Add(update);
        }

        Assert.Equal("echo: hello there", string.Concat(updates.SelectMany(update => update.ContentUpdate).Select(part => part.Text)));
        Assert.Equal(ChatMessageRole.Assistant, updates[0].Role);
        Assert.Equal(ChatFinishReason.Stop, updates.Single(update => update.FinishReason is not null).FinishReason);
        Assert.Equal(5, updates.Single(update => update.Usage is not null).Usage.TotalTokenCount);
    }

    [Fact]
    public async Task CompleteChat_WithToolCalls_CanBeAnswered()
    {
        Server.Replies.Enqueue(FakeReply.ToolCall("get_weather", """{"city":"Riga"}"""));
        var options = new ChatCompletionOptions { Tools = { _weather } };
        var messages = new List<ChatMessage> { new UserChatMessage("How is the weather?") };

        ChatCompletion asked = await Chat.CompleteChatAsync(messages, options);
        messages.Add(new AssistantChatMessage(asked));
        messages.Add(new ToolChatMessage(asked.ToolCalls[0].Id, "Rain."));
        ChatCompletion answered = await Chat.CompleteChatAsync(messages, options);

        Assert.Equal(ChatFinishReason.ToolCalls, asked.FinishReason);
        var call = Assert.Single(asked.ToolCalls);
        Assert.Equal(("get_weather", """{"city":"Riga"}"""), (call.FunctionName, call.FunctionArguments.ToString()));
        Assert.Equal("echo: How is the weather?", answered.Content[0].Text);
        var last = Server.Requests[1].Messages[^1];
        Assert.Equal(("tool", "call_1_0", "Rain."), (last.Role, last.ToolCallId, last.Text));
        Assert.Equal(["get_weather"], Server.Requests[1].Tools);
    }

    [Fact]
    public async Task CompleteChatStreaming_WithToolCalls_GivesTheirPieces()
    {
        var riga = """{"city":"Riga, where it always rains"}""";
        Server.Replies.Enqueue(FakeReply.ToolCalls(new("get_weather", riga), new("get_weather", """{"city":"Oslo"}""")));
        var pieces = new List<StreamingChatToolCallUpdate>();
        ChatFinishReason? reason = null;
        await foreach (var update in Chat.CompleteChatStreamingAsync(
            [new UserChatMessage("How is the weather?")], new ChatCompletionOptions { Tools = { _weather } }))
        {
            pieces.AddRange(update.ToolCallUpdates);
            reason ??= update.FinishReason;
        }

        var calls = pieces.GroupBy(piece => piece.Index).ToDictionary(
            call => call.First().ToolCallId,
            call => string.Concat(call.Select(piece => piece.FunctionArgumentsUpdate.ToString())));
        Assert.Equal(new() { ["call_1_0"] = riga, ["call_1_1"] = """{"city":"Oslo"}""" }, calls);
        Assert.Equal(ChatFinishReason.ToolCalls, reason);
    }

    [Fact]
    public async Task CompleteChat_WithForcedTool_GivesTheLeastArguments()
    {
        var options = new ChatCompletionOptions { Tools = { _weather }, ToolChoice = ChatToolChoice.CreateFunctionChoice("get_weather") };

        ChatCompletion completion = await Chat.CompleteChatAsync([new UserChatMessage("hello")], options);

        Assert.Equal("""{"city":""}""", completion.ToolCalls[0].FunctionArguments.ToString());
    }

    [Fact]
    public async Task CompleteChat_WithJsonSchema_GivesAValueOfIt()
    {
        var schema =
            """
            {"type":"object","properties":{"score":{"type":"integer","minimum":1}},"required":["score"],"additionalProperties":false}
            """;
        var options = new ChatCompletionOptions
        {
            ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("rating", BinaryData.FromString(schema), jsonSchemaIsStrict: true),
        };

        ChatCompletion completion = await Chat.CompleteChatAsync([new UserChatMessage("Rate this.")], options);

        Assert.Equal(1, (int)JsonNode.Parse(completion.Content[0].Text)!["score"]!);
    }
}
