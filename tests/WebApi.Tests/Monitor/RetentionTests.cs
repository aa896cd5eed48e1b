using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SkillFlaw.Storage.Retention;
using static SkillFlaw.WebApi.Monitor.MonitorSteps;

namespace SkillFlaw.WebApi.Monitor;

public sealed class RetentionTests : IAsyncLifetime
{
    private readonly WebServer _server = new()
    {
        Settings = new()
        {
            ["SKILLFLAW_BUILD_EVENTS_TTL"] = "300",
            ["SKILLFLAW_MAX_TRANSACTIONS_TO_KEEP"] = "2",
            ["SKILLFLAW_MAX_VERTEX_BUILDS_TO_KEEP"] = "4",
            ["SKILLFLAW_MAX_VERTEX_BUILDS_PER_VERTEX"] = "3",
            ["SKILLFLAW_MESSAGES_TTL"] = "7",
            ["SKILLFLAW_RUN_TIMEOUT"] = "60",
        },
    };

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Settings_OfTheServer_AreKept()
    {
        var options = _server.Services.GetRequiredService<IOptions<RetentionOptions>>().Value;
        Assert.Equal((2, 4, 3), (options.Transactions, options.Builds, options.BuildsOfVertex));
        Assert.Equal(TimeSpan.FromMinutes(5), options.Jobs);
        Assert.Equal(TimeSpan.FromDays(7), options.Messages);
        Assert.Equal(TimeSpan.FromDays(2) + TimeSpan.FromMinutes(1), options.Documents);
        Assert.Contains(_server.Services.GetServices<IHostedService>(), service => service is RetentionRounds);

        var user = await _server.NewUserAsync();
        var flow = await _server.SaveFlowAsync(user, "chat-echo");
        await _server.StoreAsync([.. Enumerable.Range(0, 5).Select(number => Executed(user, flow, $"{number}"))]);
        await _server.SayAsync(user, flow, "s", "long ago");
        await _server.Services.GetRequiredService<PastRemoval>().RunAsync(CancellationToken.None);

        var left = await user.Client.GetAsync($"{MonitorPath}/transactions?flow_id={flow}").ReadAsync(200);
        Assert.Equal(["4", "3"], left.GetProperty("items").Texts("vertex_id"));
        Assert.Equal("[]", (await user.Client.ListAsync()).GetRawText());
    }
}
