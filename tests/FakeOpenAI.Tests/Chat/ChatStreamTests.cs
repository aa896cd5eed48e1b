using System.Text.Json.Nodes;

namespace SkillFlaw.FakeOpenAI.Tests.Chat;

public sealed class ChatStreamTests : ServerTest
{
    [Fact]
    public async Task Stream_WithoutScript_SendsTheEchoWordByWord()
    {
        using var events = await StreamAsync(Streamed(Chat("hello  there\n")));

        var chunks = await events.ChunksAsync();

        Assert.Equal("text/event-stream", events.Response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("assistant", (string?)Delta(chunks[0])["role"]);
        Assert.Equal(["", "echo:", " hello", "  there", "\n"], chunks[..^1].Select(chunk => (string?)Delta(chunk)["content"]));
        Assert.Empty(Delta(chunks[^1]).AsObject());
    }

    [Fact]
    public async Task Stream_OfAnyReply_EndsWithTheReasonAndOnlyThere()
    {
        OpenAI.Replies.Enqueue(FakeReply.Text("cut off", finishReason: "length"));
        using var events = await StreamAsync(Streamed(Chat("hello")));

        var chunks = await events.ChunksAsync();

        Assert.Equal([null, null, null, "length"], chunks.Select(chunk => (string?)chunk["choices"]![0]!["finish_reason"]));
    }

    [Fact]
    public async Task Stream_OfAnyReply_HasChunksOfOneShape()
    {
        OpenAI.Replies.Enqueue(FakeReply.Chunks("x"));
        using var events = await StreamAsync(Streamed(Chat("hello")));

        var data = await events.ToEndAsync();

        Assert.Equal(
            """
            {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"gpt-4o-mini","system_fingerprint":"fp_fake",
            "choices":[{"index":0,"delta":{"content":"x"},"logprobs":null,"finish_reason":null}]}
            """.ReplaceLineEndings(""),
            data[1]);
    }

    [Fact]
    public async Task Stream_WithUsageAskedFor_SendsItLastWithoutChoices()
    {
        using var events = await StreamAsync(Streamed(Chat("hello there"), includeUsage: true));

        var chunks = await events.ChunksAsync();

        Assert.Empty(chunks[^1]["choices"]!.AsArray());
        Assert.Equal("""{"prompt_tokens":2,"completion_tokens":3,"total_tokens":5}""", chunks[^1]["usage"]!.ToJsonString());
        Assert.All(chunks[..^1], chunk => Assert.True(chunk.AsObject().ContainsKey("usage") && chunk["usage"] is null));
    }

    [Fact]
    public async Task Stream_WithoutUsageAskedFor_SendsNone()
    {
        using var events = await StreamAsync(Streamed(Chat("hello")));

        var chunks = await events.ChunksAsync();

        Assert.All(chunks, chunk => Assert.False(chunk.AsObject().ContainsKey("usage")));
    }

    [Fact]
    public async Task Stream_OfALongText_LosesNothing()
    {
        var text = string.Join(' ', Enumerable.Range(0, 20_000));
        using var events = await StreamAsync(Streamed(Chat(text)));

        var chunks = await events.ChunksAsync();

        Assert.Equal($"echo: {text}", string.Concat(chunks.Select(chunk => (string?)Delta(chunk)["content"])));
    }

    private static JsonNode Delta(JsonNode chunk) => chunk["choices"]![0]!["delta"]!;
}
