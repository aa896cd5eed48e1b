using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkillFlaw.FakeOpenAI.Tests.Replies;

public sealed class ReplyTests : ServerTest
{
    [Fact]
    public async Task Replies_Queued_AreGivenOnceAndInOrder()
    {
        OpenAI.Replies.Enqueue(FakeReply.Text("one"));
        OpenAI.Replies.Enqueue(FakeReply.Text("two"));

        Assert.Equal("one", await ContentAsync("a"));
        Assert.Equal("two", await ContentAsync("b"));
        Assert.Equal("echo: c", await ContentAsync("c"));
    }

    [Fact]
    public async Task Respond_Set_AnswersWhatIsNotQueuedAndMayLeaveItToTheEcho()
    {
        OpenAI.Respond = request => request.LastUserText is "ping" ? FakeReply.Text("pong") : null;
        OpenAI.Replies.Enqueue(FakeReply.Text("queued"));

        Assert.Equal("queued", await ContentAsync("ping"));
        Assert.Equal("pong", await ContentAsync("ping"));
        Assert.Equal("echo: hello", await ContentAsync("hello"));
    }

    [Fact]
    public async Task Respond_Throwing_ShowsItsMessage()
    {
        OpenAI.Respond = _ => throw new InvalidOperationException("Not this one.");

        var error = await RefusedAsync(HttpStatusCode.InternalServerError, "chat/completions", Chat("hello").ToJsonString());

        Assert.Equal("InvalidOperationException: Not this one.", (string?)error["message"]);
    }

    [Fact]
    public async Task Error_WithRetryAfter_SaysWhenInBothHeaders()
    {
        OpenAI.Replies.Enqueue(FakeReply.Error(429, "rate_limit_exceeded", "Slow down.", TimeSpan.FromMilliseconds(1500)));

        using var response = await PostRawAsync("chat/completions", Chat("hello").ToJsonString());

        var error = await ErrorAsync(HttpStatusCode.TooManyRequests, response);
        Assert.Equal("""{"message":"Slow down.","type":"requests","param":null,"code":"rate_limit_exceeded"}""", error.ToJsonString());
        Assert.Equal(TimeSpan.FromSeconds(2), response.Headers.RetryAfter!.Delta);
        Assert.Equal("1500", response.Headers.GetValues("retry-after-ms").Single());
    }

    [Theory]
    [InlineData(400, "invalid_request_error")]
    [InlineData(500, "server_error")]
    public async Task Error_ForAStreamedRequest_IsPlainJson(int status, string type)
    {
        OpenAI.Replies.Enqueue(FakeReply.Error(status, "some_code", "No."));

        var error = await RefusedAsync((HttpStatusCode)status, "chat/completions", Streamed(Chat("hello")).ToJsonString());

        Assert.Equal(type, (string?)error["type"]);
    }

    [Fact]
    public async Task Malformed_Plain_BreaksOffWithinTheJson()
    {
        OpenAI.Replies.Enqueue(FakeReply.Malformed());

        using var response = await PostRawAsync("chat/completions", Chat("hello").ToJsonString());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(response.Content.ReadAsStream()));
    }

    [Fact]
    public async Task Malformed_Streamed_BreaksOffAfterThePieces()
    {
        OpenAI.Replies.Enqueue(FakeReply.Malformed("one"));
        using var events = await StreamAsync(Streamed(Chat("hello")));

        var data = await events.ToEndAsync();

        Assert.Equal(3, data.Count);
        Assert.Contains("\"content\":\"one\"", data[1], StringComparison.Ordinal);
        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(data[2]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DropConnection_WithoutPieces_SendsNotEvenHeaders(bool streamed)
    {
        OpenAI.Replies.Enqueue(FakeReply.DropConnection());
        using var content = JsonContent((streamed ? Streamed(Chat("hello")) : Chat("hello")).ToJsonString());
        using var request = new HttpRequestMessage(HttpMethod.Post, "chat/completions") { Content = content };

        await Assert.ThrowsAsync<HttpRequestException>(() => Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead));

        Assert.Equal(0, OpenAI.AbortedCount);
    }

    [Fact]
    public async Task DropConnection_WithPieces_EndsTheStreamAfterThem()
    {
        OpenAI.Replies.Enqueue(FakeReply.DropConnection("one", "two"));
        using var events = await StreamAsync(Streamed(Chat("hello")));

        Assert.Equal("", await events.NextContentAsync());
        Assert.Equal("one", await events.NextContentAsync());
        Assert.Equal("two", await events.NextContentAsync());
        await Assert.ThrowsAsync<HttpIOException>(() => events.NextAsync());
    }

    [Fact]
    public async Task Vectors_ForAChat_SaysSo()
    {
        OpenAI.Replies.Enqueue(FakeReply.Vectors([1]));

        var error = await RefusedAsync(HttpStatusCode.InternalServerError, "chat/completions", Chat("hello").ToJsonString());

        Assert.Equal("fake_openai_misuse", (string?)error["code"]);
    }

    private async Task<string?> ContentAsync(string text) =>
        (string?)(await CompleteAsync(Chat(text)))["choices"]![0]!["message"]!["content"];
}
