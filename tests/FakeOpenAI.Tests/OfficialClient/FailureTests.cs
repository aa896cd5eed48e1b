using System.ClientModel;
using System.Text.Json;
using OpenAI.Chat;

namespace SkillFlaw.FakeOpenAI.Tests.OfficialClient;

public sealed class FailureTests : OfficialClientTest
{
    private static readonly UserChatMessage _hello = new("hello");

    [Fact]
    public async Task CompleteChat_WithTheWrongKey_Throws401()
    {
        var chat = Client(key: "sk-wrong").GetChatClient("m");

        var exception = await Assert.ThrowsAsync<ClientResultException>(() => chat.CompleteChatAsync(_hello));

        Assert.Equal(401, exception.Status);
        Assert.Contains("invalid_api_key", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, "rate_limit_exceeded")]
    [InlineData(500, "server_error")]
    public async Task CompleteChat_WithScriptedError_ThrowsIt(int status, string code)
    {
        Server.Replies.Enqueue(FakeReply.Error(status, code, "Not now."));
        Server.Replies.Enqueue(FakeReply.Error(status, code, "Not now."));

        var plain = await Assert.ThrowsAsync<ClientResultException>(() => Chat.CompleteChatAsync(_hello));
        var streamed = await Assert.ThrowsAsync<ClientResultException>(() => DrainAsync(Chat.CompleteChatStreamingAsync(_hello)));

        Assert.Equal((status, status), (plain.Status, streamed.Status));
        Assert.Contains("Not now.", plain.Message, StringComparison.Ordinal);
        Assert.Equal(2, Server.RequestCount);
    }

    [Fact]
    public async Task CompleteChat_WithRetries_TriesAgain()
    {
        Server.Replies.Enqueue(FakeReply.Error(429, "rate_limit_exceeded", "Not now."));

        ChatCompletion completion = await Client(retries: 1).GetChatClient("m").CompleteChatAsync(_hello);

        Assert.Equal("echo: hello", completion.Content[0].Text);
        Assert.Equal(2, Server.RequestCount);
    }

    [Fact]
    public async Task CompleteChat_WithMalformedReply_Throws()
    {
        Server.Replies.Enqueue(FakeReply.Malformed());
        Server.Replies.Enqueue(FakeReply.Malformed("one"));

        await Assert.ThrowsAnyAsync<JsonException>(() => Chat.CompleteChatAsync(_hello));
        await Assert.ThrowsAnyAsync<JsonException>(() => DrainAsync(Chat.CompleteChatStreamingAsync(_hello)));
    }

    [Fact]
    public async Task CompleteChat_WithDroppedConnection_Throws()
    {
        Server.Replies.Enqueue(FakeReply.DropConnection());
        Server.Replies.Enqueue(FakeReply.DropConnection("one"));

        await Assert.ThrowsAsync<ClientResultException>(() => Chat.CompleteChatAsync(_hello));
        await Assert.ThrowsAsync<HttpIOException>(() => DrainAsync(Chat.CompleteChatStreamingAsync(_hello)));
    }

    [Fact]
    public async Task CompleteChatStreaming_Cancelled_IsNoticed()
    {
        var gate = new FakeGate();
        gate.Release();
        Server.Replies.Enqueue(FakeReply.Slow(gate, "one", "two"));
        using var cancellation = new CancellationTokenSource();

        var text = "";
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in Chat.CompleteChatStreamingAsync([_hello], cancellationToken: cancellation.Token))
            {
                text += string.Concat(update.ContentUpdate.Select(part => part.Text));
                if (text is "one")
                {
                    await cancellation.CancelAsync();
                }
            }
        });

        Assert.Equal("hello", (await Server.WaitForAbortAsync()).LastUserText);
        Assert.Equal(("one", 1), (text, Server.AbortedCount));
    }

    [Fact]
    public async Task CompleteChatStreaming_LeftInItsMiddle_IsNoticed()
    {
        var gate = new FakeGate();
        gate.Release();
        Server.Replies.Enqueue(FakeReply.Slow(gate, "one", "two"));

        await foreach (var update in Chat.CompleteChatStreamingAsync(_hello))
        {
            if (update.ContentUpdate.Any(part => part.Text is "one"))
            {
                break;
            }
        }

        Assert.Equal(1, (await Server.WaitForAbortAsync()).Number);
    }

    [Fact]
    public async Task CompleteChat_Cancelled_IsNoticed()
    {
        Server.Replies.Enqueue(FakeReply.Hang());
        using var cancellation = new CancellationTokenSource();
        var completing = Chat.CompleteChatAsync([_hello], cancellationToken: cancellation.Token);
        await Server.WaitForRequestAsync();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => completing);
        await Server.WaitForAbortAsync();
    }

    private static async Task DrainAsync(AsyncCollectionResult<StreamingChatCompletionUpdate> updates)
    {
        await foreach (var _ in updates)
        {
            // Only the end matters.
        }
    }
}
