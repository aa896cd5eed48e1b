using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.FakeOpenAI;

namespace SkillFlaw.WebApi.Workflows;

/// <summary>Workflows where there is too much to do, or too little time.</summary>
public sealed class WorkflowLimitTests
{
    [Fact]
    public async Task Execute_ThatTakesTooLong_IsGivenUpAndReadAsTimedOut()
    {
        await using var server = await StartAsync([], services => services.Configure<WorkflowOptions>(options => options.LongestWait = TimeSpan.FromMilliseconds(300)));
        var gate = new FakeGate();
        server.Server.Model.Respond = _ => FakeReply.Slow(gate, "done");
        var flow = await server.Server.SaveFlowAsync(server.User, "prompt-model-1.8");

        var detail = await server.User.Client.ExecuteAsync(flow, WorkflowSteps.Globals).FailAsync(408, "EXECUTION_TIMEOUT");

        Assert.Equal((flow.ToString(), 1), (detail.Text("flow_id"), detail.GetProperty("timeout_seconds").GetInt32()));
        var later = await server.User.Client.StatusAsync(detail.Text("job_id")!).FailAsync(408, "EXECUTION_TIMEOUT");
        Assert.Equal(detail.Text("message"), later.Text("message"));
        gate.Open();
    }

    [Fact]
    public async Task Background_BeyondTheTenantsLimit_IsToldToComeAgain()
    {
        await using var server = await StartAsync(new() { ["SKILLFLAW_TENANT_QUEUE_LENGTH"] = "1" });

        using var refused = await FillAsync(server);

        await Task.FromResult(refused).FailAsync(429, "TOO_MANY_REQUESTS");
        Assert.NotNull(refused.Headers.RetryAfter?.Delta);
        Assert.Equal("1", refused.Headers.GetValues("X-Queue-Position").Single());
    }

    [Fact]
    public async Task Background_BeyondTheServersLimit_IsToldToComeAgain()
    {
        await using var server = await StartAsync(new() { ["SKILLFLAW_QUEUE_LENGTH"] = "1" });

        using var refused = await FillAsync(server);

        await Task.FromResult(refused).FailAsync(503, "SERVICE_BUSY");
        Assert.NotNull(refused.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Execute_BeyondTheTenantsRuns_IsToldToComeAgain()
    {
        await using var server = await StartAsync(new() { ["SKILLFLAW_MAX_CONCURRENT_RUNS"] = "1" });
        var gate = new FakeGate();
        server.Server.Model.Respond = _ => FakeReply.Slow(gate, "done");
        var flow = await server.Server.SaveFlowAsync(server.User, "prompt-model-1.8");
        var running = server.User.Client.ExecuteAsync(flow, WorkflowSteps.Globals);
        await server.Server.Model.WaitForRequestAsync(1);

        using var refused = await server.User.Client.ExecuteAsync(flow, WorkflowSteps.Globals);
        gate.Open();

        await Task.FromResult(refused).FailAsync(429, "TOO_MANY_REQUESTS");
        Assert.NotNull(refused.Headers.RetryAfter?.Delta);
        await running.ReadAsync(200);
    }

    private static async Task<HttpResponseMessage> FillAsync(Started started)
    {
        var gate = new FakeGate();
        started.Server.Model.Respond = _ => FakeReply.Slow(gate, "done");
        var flow = await started.Server.SaveFlowAsync(started.User, "prompt-model-1.8");
        await started.User.Client.BeginAsync(flow, WorkflowSteps.Globals);
        await started.Server.Model.WaitForRequestAsync(1);
        var refused = await started.User.Client.ExecuteAsync(flow, "\"background\":true");
        gate.Open();
        return refused;
    }

    private static async Task<Started> StartAsync(Dictionary<string, string> settings, Action<IServiceCollection>? configure = null)
    {
        var server = new WebServer { Settings = settings, Configure = configure };
        await server.InitializeAsync();
        return new Started(server, await server.NewUserAsync());
    }

    private sealed record Started(WebServer Server, TestUser User) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Server.DisposeAsync();
    }
}
