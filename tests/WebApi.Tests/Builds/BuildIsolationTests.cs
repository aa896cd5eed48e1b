using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Builds;

/// <summary>A build is its owner's alone: for all others it is like an invented id.</summary>
[Collection(nameof(SharedServer))]
public sealed class BuildIsolationTests(WebServer server) : IAsyncLifetime
{
    private TestUser _user = null!;
    private Guid _flow;
    private string _job = "";

    public async Task InitializeAsync()
    {
        _user = await server.NewUserAsync();
        _flow = await server.SaveFlowAsync(_user, "chat-echo");
        _job = await _user.Client.StartBuildAsync(_flow);
        await _user.Client.StreamAsync(_job);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("9f1e0000-0000-4000-8000-000000000000")]
    [InlineData("%20")]
    [InlineData("a%22b%3Cc%3E")]
    public async Task Job_ThatIsNotThere_IsNotFound(string job)
    {
        var detail = $"Job not found: Job queue not found for job_id: {Uri.UnescapeDataString(job)}";

        Assert.Equal(detail, await _user.Client.GetAsync($"/api/v1/build/{job}/events").ReadErrorAsync(404));
        Assert.Equal(detail, await _user.Client.GetAsync($"/api/v1/build/{job}/events?event_delivery=polling").ReadErrorAsync(404));
        Assert.Equal(detail, await _user.Client.SendAsync(HttpMethod.Post, $"/api/v1/build/{job}/cancel").ReadErrorAsync(404));
        Assert.Equal(detail, await _user.Client.GetAsync($"/api/v1/build/template/{job}/events").ReadErrorAsync(404));
        Assert.Equal(detail, await _user.Client.SendAsync(HttpMethod.Post, $"/api/v1/build/template/{job}/cancel").ReadErrorAsync(404));
    }

    [Fact]
    public async Task Job_OfSomebodyElse_IsLikeAnInventedOne()
    {
        TestUser[] others = [await server.NewUserAsync(), await server.NewUserAsync(_user.TenantId), await server.NewSuperuserAsync(_user.TenantId)];
        var invented = Guid.CreateVersion7().ToString();
        foreach (var other in others)
        {
            foreach (var (method, path) in new[]
            {
                (HttpMethod.Get, "events"), (HttpMethod.Get, "events?event_delivery=polling"), (HttpMethod.Get, "events?after=2"), (HttpMethod.Post, "cancel"),
            })
            {
                Assert.Equal(
                    await BytesAsync(other, method, invented, path),
                    (await BytesAsync(other, method, _job, path)).Replace(_job, invented, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public async Task Flow_OfSomebodyElse_IsLikeAnInventedOne()
    {
        var other = await server.NewUserAsync(_user.TenantId);
        var invented = Guid.NewGuid();

        Assert.Equal($"Flow with id {_flow} not found", await other.Client.PostBuildAsync(_flow).ReadErrorAsync(404));
        Assert.Equal($"Flow with id {invented} not found", await other.Client.PostBuildAsync(invented).ReadErrorAsync(404));
        Assert.Single(await server.JobsAsync(_flow));
    }

    [Fact]
    public async Task Flow_WhoseIdIsNoUuid_IsRefused() =>
        await _user.Client.SendAsync(HttpMethod.Post, "/api/v1/build/my-flow/flow").ReadAsync(422);

    public Task DisposeAsync() => Task.CompletedTask;

    private static async Task<string> BytesAsync(TestUser user, HttpMethod method, string job, string path)
    {
        using var answer = await user.Client.SendAsync(method, $"/api/v1/build/{job}/{path}");
        return $"{(int)answer.StatusCode} {answer.Content.Headers} {await answer.Content.ReadAsStringAsync()}";
    }
}
