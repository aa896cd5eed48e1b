using SkillFlaw.FakeOpenAI;

namespace SkillFlaw.WebApi.Responses;

/// <summary>A response is one of the runs that a tenant may have at once.</summary>
public sealed class ResponseLimitTests : IAsyncLifetime
{
    private readonly WebServer _server = new() { Settings = { ["SKILLFLAW_MAX_CONCURRENT_RUNS"] = "2" } };

    public Task InitializeAsync() => _server.InitializeAsync();

    [Fact]
    public async Task Response_BeyondTheTenantsLimit_IsToldToComeAgain()
    {
        var user = await _server.NewUserAsync();
        var flow = await _server.SaveFlowAsync(user, "prompt-model-1.8");
        user.Client.DefaultRequestHeaders.Add("X-SKILLFLAW-GLOBAL-VAR-OPENAI_API_KEY", "sk-x");
        var gate = new FakeGate();
        _server.Model.Respond = _ => FakeReply.Slow(gate, "done");
        var plain = user.Client.ResponseAsync(flow);
        var streamed = user.Client.StreamAsync(flow);
        await _server.Model.WaitForRequestAsync(2);

        using var refused = await user.Client.RespondAsync(flow);
        using var refusedStream = await user.Client.RespondAsync(flow, "hi", "\"stream\":true");
        gate.Open();
        await Task.WhenAll(plain, streamed);
        var later = await user.Client.ResponseAsync(flow);

        foreach (var each in (HttpResponseMessage[])[refused, refusedStream])
        {
            Assert.Equal(429, (int)each.StatusCode);
            Assert.NotNull(each.Headers.RetryAfter?.Delta);
            Assert.Equal(
                """{"detail":"Too many runs at once: try again when some of them have ended."}""", await each.Content.ReadAsStringAsync());
        }

        Assert.Equal("done", later.OutputText());
    }

    public Task DisposeAsync() => _server.DisposeAsync();
}
