using System.Net.Sockets;
using System.Text;

namespace SkillFlaw.FakeOpenAI.Tests.Requests;

public sealed class AbortTests : ServerTest
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WaitForAbort_OfAHangingReply_EndsWhenTheClientGivesUp(bool streamed)
    {
        OpenAI.Replies.Enqueue(FakeReply.Hang());
        using var cancellation = new CancellationTokenSource();
        using var content = JsonContent((streamed ? Streamed(Chat("hello")) : Chat("hello")).ToJsonString());
        var posting = Http.PostAsync("chat/completions", content, cancellation.Token);
        await OpenAI.WaitForRequestAsync();
        Assert.Equal(0, OpenAI.AbortedCount);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => posting);
        Assert.Equal("hello", (await OpenAI.WaitForAbortAsync()).LastUserText);
        Assert.Equal(1, OpenAI.AbortedCount);
    }

    [Fact]
    public async Task WaitForAbort_OfAStreamInItsMiddle_EndsWhenTheClientGivesUp()
    {
        var gate = new FakeGate();
        OpenAI.Replies.Enqueue(FakeReply.Slow(gate, "one", "two"));
        var events = await StreamAsync(Streamed(Chat("hello")));
        gate.Release();
        await events.NextContentAsync();
        await events.NextContentAsync();

        events.Dispose();

        Assert.Equal(1, (await OpenAI.WaitForAbortAsync()).Number);
    }

    [Fact]
    public async Task WaitForAbort_OfAReplyBehindAGate_EndsWhenTheClientGivesUp()
    {
        OpenAI.EmbeddingReplies.Enqueue(FakeReply.Vectors([1]).Behind(new FakeGate()));
        using var cancellation = new CancellationTokenSource();
        using var content = JsonContent("""{"model":"m","input":"a"}""");
        var posting = Http.PostAsync("embeddings", content, cancellation.Token);
        await OpenAI.WaitForRequestAsync();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => posting);
        Assert.Equal("/v1/embeddings", (await OpenAI.WaitForAbortAsync()).Path);
    }

    [Fact]
    public async Task WaitForAbort_OfAnUpload_EndsWhenTheClientGivesUp()
    {
        using (var client = new TcpClient())
        {
            await client.ConnectAsync("127.0.0.1", Http.BaseAddress!.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{\"model\":"));
        }

        Assert.Null((await OpenAI.WaitForAbortAsync()).Body);
    }

    [Fact]
    public async Task AbortedCount_OfRepliesReadToTheEnd_StaysZero()
    {
        for (var i = 0; i < 20; i++)
        {
            using var events = await StreamAsync(Streamed(Chat("hello")));
            while (await events.NextAsync() is not "[DONE]")
            {
                // The client leaves at [DONE] and does not wait for the response to end.
            }
        }

        await CompleteAsync(Chat("last"));

        Assert.Equal(0, OpenAI.AbortedCount);
    }

    [Fact]
    public async Task Dispose_WithHangingReplies_CutsThemAndCountsNone()
    {
        var server = await FakeOpenAIServer.StartAsync();
        server.Replies.Enqueue(FakeReply.Hang());
        server.Replies.Enqueue(FakeReply.Slow(new FakeGate(), "one"));
        using var content = JsonContent(Chat("hello").ToJsonString());
        using var sameContent = JsonContent(Chat("hello").ToJsonString());
        var hanging = Http.PostAsync($"{server.BaseUrl}/chat/completions", content);
        var gated = Http.PostAsync($"{server.BaseUrl}/chat/completions", sameContent);
        await server.WaitForRequestAsync(2);

        await server.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => hanging);
        await Assert.ThrowsAsync<HttpRequestException>(() => gated);
        Assert.Equal(0, server.AbortedCount);
    }
}
