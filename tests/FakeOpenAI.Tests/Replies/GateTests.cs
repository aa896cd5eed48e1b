namespace SkillFlaw.FakeOpenAI.Tests.Replies;

public sealed class GateTests : ServerTest
{
    private readonly FakeGate _gate = new();

    [Fact]
    public async Task Slow_Streamed_SendsAPieceForEachRelease()
    {
        OpenAI.Replies.Enqueue(FakeReply.Slow(_gate, "one", "two", "three"));
        using var events = await StreamAsync(Streamed(Chat("hello")));

        Assert.Equal("", await events.NextContentAsync());
        var next = events.NextContentAsync();
        Assert.False(next.IsCompleted);
        _gate.Release();
        Assert.Equal("one", await next);
        next = events.NextContentAsync();
        Assert.False(next.IsCompleted);
        _gate.Release(2);
        Assert.Equal("two", await next);
        Assert.Equal("three", await events.NextContentAsync());
        Assert.Equal(2, (await events.ToEndAsync()).Count);
    }

    [Fact]
    public async Task Slow_WithOpenGate_SendsAll()
    {
        _gate.Open();
        OpenAI.Replies.Enqueue(FakeReply.Slow(_gate, "one", "two"));
        using var events = await StreamAsync(Streamed(Chat("hello")));

        Assert.Equal(4, (await events.ChunksAsync()).Count);
    }

    [Fact]
    public async Task Slow_Plain_PassesTheGateOnce()
    {
        OpenAI.Replies.Enqueue(FakeReply.Slow(_gate, "one", " two"));
        var completing = CompleteAsync(Chat("hello"));
        await OpenAI.WaitForRequestAsync();

        Assert.False(completing.IsCompleted);
        _gate.Release();

        Assert.Equal("one two", (string?)(await completing)["choices"]![0]!["message"]!["content"]);
    }

    [Fact]
    public async Task Behind_OnAnyReply_HoldsItBack()
    {
        OpenAI.Replies.Enqueue(FakeReply.Error(500, null, "No.").Behind(_gate));
        OpenAI.EmbeddingReplies.Enqueue(FakeReply.Vectors([1]).Behind(_gate));
        var chat = PostRawAsync("chat/completions", Chat("hello").ToJsonString());
        var embedding = PostRawAsync("embeddings", """{"model":"m","input":"a"}""");
        await OpenAI.WaitForRequestAsync(2);

        Assert.False(chat.IsCompleted || embedding.IsCompleted);
        _gate.Open();

        Assert.False((await chat).IsSuccessStatusCode);
        Assert.True((await embedding).IsSuccessStatusCode);
    }
}
