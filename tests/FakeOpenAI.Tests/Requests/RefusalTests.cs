using System.Net;

namespace SkillFlaw.FakeOpenAI.Tests.Requests;

public sealed class RefusalTests : ServerTest
{
    [Theory]
    [InlineData("{\"model\":", "invalid_json", null)]
    [InlineData("", "invalid_json", null)]
    [InlineData("[]", "invalid_body", null)]
    [InlineData("""{"messages":[{"role":"user","content":"a"}]}""", "missing_required_parameter", "model")]
    [InlineData("""{"model":7,"messages":[{"role":"user","content":"a"}]}""", "invalid_type", "model")]
    [InlineData("""{"model":"m"}""", "missing_required_parameter", "messages")]
    [InlineData("""{"model":"m","messages":null}""", "missing_required_parameter", "messages")]
    [InlineData("""{"model":"m","messages":"a"}""", "invalid_type", "messages")]
    [InlineData("""{"model":"m","messages":[]}""", "empty_array", "messages")]
    [InlineData("""{"model":"m","messages":["a"]}""", "invalid_type", "messages[0]")]
    [InlineData("""{"model":"m","messages":[{"role":"user"},{"content":"a"}]}""", "missing_required_parameter", "messages[1].role")]
    [InlineData("""{"model":"m","messages":[{"role":"user"}],"stream":"yes"}""", "invalid_type", "stream")]
    [InlineData("""{"model":"m","messages":[{"role":"user"}],"temperature":"hot"}""", "invalid_type", "temperature")]
    public async Task Complete_WithBadBody_IsRefused(string body, string code, string? parameter)
    {
        var error = await RefusedAsync(HttpStatusCode.BadRequest, "chat/completions", body);

        Assert.Equal("invalid_request_error", (string?)error["type"]);
        Assert.Equal(code, (string?)error["code"]);
        Assert.Equal(parameter, (string?)error["param"]);
    }

    [Fact]
    public async Task Complete_WithBadBody_TakesNoReply()
    {
        OpenAI.Replies.Enqueue(FakeReply.Text("kept"));

        await RefusedAsync(HttpStatusCode.BadRequest, "chat/completions", """{"model":"m"}""");

        Assert.Single(OpenAI.Replies);
    }

    [Fact]
    public async Task Complete_WithMoreThan32Megabytes_IsRefused()
    {
        using var handler = new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) };
        using var http = new HttpClient(handler);
        using var content = new ByteArrayContent(new byte[32 * 1024 * 1024 + 1]);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{OpenAI.BaseUrl}/chat/completions") { Content = content };
        request.Headers.ExpectContinue = true;

        using var response = await http.SendAsync(request);

        var error = await ErrorAsync(HttpStatusCode.RequestEntityTooLarge, response);
        Assert.Equal("request_too_large", (string?)error["code"]);
    }

    [Fact]
    public async Task Complete_WithNearly32Megabytes_IsAnswered()
    {
        var image = new string('A', 31 * 1024 * 1024);
        using var content = JsonContent(
            $$$"""{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"{{{image}}}"}}]}]}""");

        using var response = await Http.PostAsync("chat/completions", content);

        Assert.Contains("echo: [image]", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "completions")]
    [InlineData("GET", "chat/completions")]
    [InlineData("DELETE", "models/m")]
    public async Task Request_OfAnUnknownRoute_IsRefused(string method, string path)
    {
        using var content = JsonContent("{}");
        using var request = new HttpRequestMessage(new(method), path) { Content = method is "POST" ? content : null };

        using var response = await Http.SendAsync(request);

        Assert.Equal("unknown_url", (string?)(await ErrorAsync(HttpStatusCode.NotFound, response))["code"]);
    }
}
