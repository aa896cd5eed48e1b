using System.Threading.Channels;

namespace SkillFlaw.Grains.Flows;

/// <summary>Who follows flows, on one node and on others: each instance is what one node knows.</summary>
public sealed class FlowFollowersTests : IAsyncLifetime
{
    private static readonly FlowEvent _event = new("add_message", [.. "{}"u8]);

    private readonly TestServer _server = new();
    private readonly ManualClock _clock = new();
    private readonly FlowKey _flow = new(Guid.NewGuid(), Guid.NewGuid());

    public Task InitializeAsync() => _server.InitializeAsync();

    [Fact]
    public async Task IsFollowed_OnTheNodeOfTheListener_IsKnownAtOnce()
    {
        var node = new FlowFollowers(_server.Grains, _clock);
        using var until = new CancellationTokenSource();
        Assert.False(await node.IsFollowedAsync(_flow));

        await node.FollowAsync(_flow, until.Token);

        Assert.True(await node.IsFollowedAsync(_flow));
        Assert.False(await node.IsFollowedAsync(_flow with { FlowId = Guid.NewGuid() }));
        await until.CancelAsync();
    }

    [Fact]
    public async Task IsFollowed_OnAnotherNode_IsKnownASecondLater()
    {
        var (node, other) = (new FlowFollowers(_server.Grains, _clock), new FlowFollowers(_server.Grains, _clock));
        using var until = new CancellationTokenSource();
        Assert.False(await other.IsFollowedAsync(_flow));
        await node.FollowAsync(_flow, until.Token);

        var atOnce = other.IsFollowedAsync(_flow);
        _clock.Advance(TimeSpan.FromSeconds(1));
        var later = await other.IsFollowedAsync(_flow);

        // What is known is fresh enough, and nobody was asked.
        Assert.True(atOnce.IsCompletedSuccessfully);
        Assert.False(await atOnce);
        Assert.True(later);
        await until.CancelAsync();
    }

    [Fact]
    public async Task Follow_WhoDoesNotRead_MissesWhatIsBeyondAHundred()
    {
        var node = new FlowFollowers(_server.Grains, TimeProvider.System);
        using var until = new CancellationTokenSource();
        var events = await node.FollowAsync(_flow, until.Token);

        await Grain.Publish([.. Enumerable.Repeat(_event, 150)]);
        await UntilAsync(() => events.Count == 100);
        await until.CancelAsync();

        Assert.Equal(100, await CountAsync(events));
    }

    [Fact]
    public async Task Follow_AfterEvents_GivesOnlyThoseThatCome()
    {
        var node = new FlowFollowers(_server.Grains, TimeProvider.System);
        using var until = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await Grain.Publish([_event with { Name = "before" }]);

        var one = await node.FollowAsync(_flow, until.Token);
        var two = await new FlowFollowers(_server.Grains, TimeProvider.System).FollowAsync(_flow, until.Token);
        await Grain.Publish([_event with { Name = "first" }, _event with { Name = "second" }]);

        foreach (var events in new[] { one, two })
        {
            Assert.Equal("first", (await events.ReadAsync(until.Token)).Name);
            Assert.Equal("second", (await events.ReadAsync(until.Token)).Name);
        }

        await until.CancelAsync();
    }

    public Task DisposeAsync() => _server.DisposeAsync();

    private IFlowEventsGrain Grain => _server.Grains.GetGrain<IFlowEventsGrain>(_flow.ToString());

    private static async Task<int> CountAsync(ChannelReader<FlowEvent> events)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var count = 0;
        await foreach (var _ in events.ReadAllAsync(limit.Token))
        {
            count++;
        }

        return count;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            await Task.Delay(5, limit.Token);
        }
    }
}
