using System.Text.RegularExpressions;

namespace SkillFlaw.FakeOpenAI.Tests;

public sealed partial class FakeOpenAIServerTests
{
    [Fact]
    public async Task Start_WithoutPort_TakesAFreeOne()
    {
        await using var one = await FakeOpenAIServer.StartAsync();
        await using var other = await FakeOpenAIServer.StartAsync();

        Assert.Matches(Address(), one.BaseUrl);
        Assert.NotEqual(one.BaseUrl, other.BaseUrl);
    }

    [Fact]
    public async Task Start_OnATakenPort_Throws()
    {
        await using var server = await FakeOpenAIServer.StartAsync();
        var port = new Uri(server.BaseUrl).Port;

        await Assert.ThrowsAsync<IOException>(() => FakeOpenAIServer.StartAsync(new() { Port = port }));
    }

    [Fact]
    public async Task Dispose_Twice_IsDisposedOnce()
    {
        var server = await FakeOpenAIServer.StartAsync();
        await server.DisposeAsync();

        await server.DisposeAsync();

        using var http = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync($"{server.BaseUrl}/models"));
    }

    [GeneratedRegex("^http://127\\.0\\.0\\.1:[0-9]+/v1$")]
    private static partial Regex Address();
}
