using System.Net;

namespace SkillFlaw.FakeOpenAI.Tests.Requests;

public sealed class ApiKeyTests : ServerTest
{
    protected override FakeOpenAIOptions Options => new() { ApiKey = "sk-right" };

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer sk-wrong")]
    [InlineData("Bearer")]
    [InlineData("Basic sk-right")]
    public async Task Request_WithoutTheKey_IsRefused(string? authorization)
    {
        Http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);

        var error = await RefusedAsync(HttpStatusCode.Unauthorized, "chat/completions", Chat("hello").ToJsonString());
        using var models = await Http.GetAsync("models");

        Assert.Equal("invalid_request_error", (string?)error["type"]);
        Assert.Equal("invalid_api_key", (string?)error["code"]);
        Assert.Equal(HttpStatusCode.Unauthorized, models.StatusCode);
    }

    [Fact]
    public async Task Request_WithTheKey_IsAnswered()
    {
        Http.DefaultRequestHeaders.Authorization = new("Bearer", "sk-right");

        var completion = await CompleteAsync(Chat("hello"));

        Assert.Equal("echo: hello", (string?)completion["choices"]![0]!["message"]!["content"]);
    }
}
