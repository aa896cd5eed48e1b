using SkillFlaw.FakeOpenAI;

namespace SkillFlaw.WebApi.Runs;

/// <summary>A tenant has only so many runs at once.</summary>
public sealed class RunLimitTests : IAsyncLifetime
{
    private readonly WebServer _server = new() { Settings = { ["SKILLFLAW_MAX_CONCURRENT_RUNS"] = "2" } };

    public Task InitializeAsync() => _server.InitializeAsync();

    [Fact]
    public async Task Run_BeyondTheTenantsLimit_IsToldToComeAgain()
    {
        var user = await _server.NewUserAsync();
        var other = await _server.NewUserAsync();
        var flow = await _server.SaveFlowAsync(user, "prompt-model-1.8");
        var theirs = await _server.SaveFlowAsync(other, "chat-echo");
        var gate = new FakeGate();
        _server.Model.Respond = _ => FakeReply.Slow(gate, "done");
        var running = Enumerable.Range(0, 2).Select(_ => RunAsync(user, flow)).ToList();
        await _server.Model.WaitForRequestAsync(2);

        using var refused = await RunAsync(user, flow);
        using var ofOther = await RunAsync(other, theirs);
        gate.Open();
        foreach (var each in running)
        {
            await each.ReadAsync(200);
        }

        using var later = await RunAsync(user, flow);
        Assert.Equal(429, (int)refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter?.Delta);
        Assert.Equal(200, (int)ofOther.StatusCode);
        Assert.Equal(200, (int)later.StatusCode);
    }

    public Task DisposeAsync() => _server.DisposeAsync();

    private static Task<HttpResponseMessage> RunAsync(TestUser user, Guid flow) => user.Client.SendAsync(
        HttpMethod.Post, $"/api/v1/run/{flow}", """{"input_value":"hi","context":{"request_variables":{"OPENAI_API_KEY":"sk-x"}}}""");
}
