using SkillFlaw.FakeOpenAI;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.LanguageModels;

public sealed class TextResponseTests : ModelTest
{
    private ComponentRun Streaming => BeforeChatOutput(OpenAIModel().With("stream", true));

    [Fact]
    public async Task Text_Streamed_IsStoredEmptyThenSentInPiecesThenStoredWhole()
    {
        OpenAI.Replies.Enqueue(FakeReply.Chunks("Hel", "lo", "", " you"));

        var message = await AskAsync(Streaming);

        Assert.Equal(["message: ", "token: Hel", "token: lo", "token:  you"], Host.Shown);
        Assert.True(OpenAI.Requests[0].Stream);
        Assert.Equal(message, Assert.Single(Host.Messages));
        Assert.Equal(("Hello you", "Machine", "AI", "s1", "flow-1"), (message.Text, message.Sender, message.SenderName, message.SessionId, message.FlowId));
        Assert.NotNull(message.Id);
    }

    [Fact]
    public async Task Text_Streamed_TellsWhereItComesFrom()
    {
        MessageProperties? partial = null;
        Host.OnToken = () => partial = Host.Messages[0].Properties;

        var message = await AskAsync(Streaming);

        var expected = new MessageProperties
        {
            Icon = "OpenAI",
            State = MessageProperties.Partial,
            Source = new MessageSource("OpenAIModel-test", "My OpenAIModel", "gpt-4o-mini"),
        };
        Assert.Equal(expected, partial);
        Assert.Equal(expected with { State = MessageProperties.Complete }, message.Properties);
    }

    [Fact]
    public async Task Text_StreamedByLanguageModel_HasItsIcon()
    {
        var message = await AskAsync(BeforeChatOutput(Model().With("stream", true)));

        Assert.Equal(("brain-circuit", "echo: hello"), (message.Properties.Icon, message.Text));
    }

    [Fact]
    public async Task Text_Streamed_LogsTheUsage()
    {
        var result = await Streaming.Asking("text_output").RunAsync();

        Assert.Equal("{\"input_tokens\":1,\"output_tokens\":2,\"total_tokens\":3}", Assert.Single(result.Logs).Message.ToJson());
    }

    [Fact]
    public async Task Text_StreamedWithoutText_IsStoredOnce()
    {
        OpenAI.Replies.Enqueue(FakeReply.Text(""));

        var message = await AskAsync(Streaming);

        Assert.Equal(["message: "], Host.Shown);
        Assert.Equal(MessageProperties.Complete, message.Properties.State);
    }

    [Fact]
    public async Task Text_WithoutChatOutput_IsAPlainCall()
    {
        var message = await AskAsync(OpenAIModel().With("stream", true));

        Assert.Equal(("echo: hello", null), (message.Text, message.Sender));
        Assert.False(OpenAI.Requests[0].Stream);
        Assert.Empty(Host.Shown);
    }

    [Fact]
    public async Task Text_WithoutSession_IsAPlainCall()
    {
        var message = await AskAsync(Streaming.Where(call => call with { Run = call.Run with { SessionId = "" } }));

        Assert.Equal("echo: hello", message.Text);
        Assert.False(OpenAI.Requests[0].Stream);
        Assert.Empty(Host.Shown);
    }

    [Fact]
    public async Task Text_WithStreamOff_IsAPlainCall()
    {
        await AskAsync(BeforeChatOutput(OpenAIModel().With("stream", false)));

        Assert.False(OpenAI.Requests[0].Stream);
        Assert.Empty(Host.Shown);
    }

    [Fact]
    public async Task Text_DroppedInMidStream_TakesTheMessageBack()
    {
        OpenAI.Replies.Enqueue(FakeReply.DropConnection("one"));

        Assert.Equal("The connection to OpenAI broke off in the middle of the answer.", await FailAsync(Streaming));
        Assert.Equal(["message: ", "token: one", "removed"], Host.Shown);
        Assert.Empty(Host.Messages);
    }

    [Fact]
    public async Task Text_MalformedInMidStream_TakesTheMessageBack()
    {
        OpenAI.Replies.Enqueue(FakeReply.Malformed("one"));

        Assert.Equal("The answer of OpenAI could not be read.", await FailAsync(Streaming));
        Assert.Empty(Host.Messages);
    }

    [Fact]
    public async Task Text_WithErrorInMidStream_FailsWithItsMessage()
    {
        const string Piece = """{"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"one"},"finish_reason":null}]}""";
        var error = $$$"""{"error":{"message":"Overloaded, {{{Key}}}.","type":"server_error"}}""";
        await using var provider = new CannedProvider("text/event-stream", $"data: {Piece}\n\ndata: {error}\n\ndata: [DONE]\n\n");

        Assert.Equal("Overloaded, ***.", await FailAsync(Streaming.With("openai_api_base", provider.BaseUrl.ToString())));
        Assert.Equal(["message: ", "token: one", "removed"], Host.Shown);
    }

    [Fact]
    public async Task Text_CancelledInMidStream_EndsTheCallAndTakesTheMessageBack()
    {
        var gate = new FakeGate();
        OpenAI.Replies.Enqueue(FakeReply.Slow(gate, "one", "two"));
        gate.Release();
        using var cancellation = new CancellationTokenSource();
        Host.OnToken = cancellation.Cancel;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AskAsync(Streaming, cancellation.Token));

        await OpenAI.WaitForAbortAsync();
        Assert.Equal(["message: ", "token: one", "removed"], Host.Shown);
        Assert.Empty(Host.Messages);
    }
}
