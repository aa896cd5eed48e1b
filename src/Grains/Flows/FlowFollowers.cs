using System.Collections.Concurrent;
using System.Threading.Channels;

namespace SkillFlaw.Grains.Flows;

/// <summary>
/// Who follows flows, as this node knows it: its own followers at once, those of others when it asks, which is at most once a second and only while
/// there are jobs. So a job costs nothing where nobody follows.
/// </summary>
internal sealed class FlowFollowers(IGrainFactory grains, TimeProvider clock) : IFlowFollowers
{
    private const int Backlog = 100;

    private static readonly TimeSpan _freshness = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _renewal = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<FlowKey, int> _own = new();
    private readonly Lock _gate = new();
    private volatile Known? _known;
    private Task<Known>? _asking;

    /// <summary>Whether somebody follows a flow.</summary>
    public ValueTask<bool> IsFollowedAsync(FlowKey flow)
    {
        if (_own.ContainsKey(flow))
        {
            return ValueTask.FromResult(true);
        }

        return _known is { } known && clock.GetElapsedTime(known.At) < _freshness
            ? ValueTask.FromResult(known.Has(flow))
            : AskAsync(flow);
    }

    /// <inheritdoc />
    public async Task<ChannelReader<FlowEvent>> FollowAsync(FlowKey flow, CancellationToken until)
    {
        var events = Channel.CreateBounded<FlowEvent>(new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropWrite });
        _own.AddOrUpdate(flow, 1, static (_, count) => count + 1);
        try
        {
            await Registry.Follow(flow.ToString()).WaitAsync(until);
            var start = await grains.GetGrain<IFlowEventsGrain>(flow.ToString()).Read(-1, until);
            _ = FollowAsync(flow, start.Last, events.Writer, until);
        }
        catch
        {
            Leave(flow);
            throw;
        }

        return events.Reader;
    }

    private IFollowedFlowsGrain Registry => grains.GetGrain<IFollowedFlowsGrain>(IFollowedFlowsGrain.Key);

    private async Task FollowAsync(FlowKey flow, long last, ChannelWriter<FlowEvent> events, CancellationToken until)
    {
        await Task.Yield();
        var said = clock.GetTimestamp();
        while (!until.IsCancellationRequested)
        {
            try
            {
                if (clock.GetElapsedTime(said) >= _renewal)
                {
                    await Registry.Follow(flow.ToString());
                    said = clock.GetTimestamp();
                }

                var page = await grains.GetGrain<IFlowEventsGrain>(flow.ToString()).Read(last, until);
                last = page.Last;
                foreach (var each in page.Events)
                {
                    events.TryWrite(each);
                }
            }
            catch (Exception)
            {
                // Its node may be gone; another one goes on.
                await Task.Delay(_pause, clock, until).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        Leave(flow);
        events.TryComplete();
    }

    private void Leave(FlowKey flow)
    {
        while (_own.TryGetValue(flow, out var count))
        {
            if (count == 1 ? _own.TryRemove(KeyValuePair.Create(flow, count)) : _own.TryUpdate(flow, count - 1, count))
            {
                return;
            }
        }
    }

    private async ValueTask<bool> AskAsync(FlowKey flow)
    {
        Task<Known> asking;
        lock (_gate)
        {
            // All jobs that come meanwhile wait for the same answer.
            asking = _asking is { IsCompleted: false } ? _asking : _asking = Task.Run(AskAsync);
        }

        return (await asking).Has(flow);
    }

    private async Task<Known> AskAsync()
    {
        var at = clock.GetTimestamp();
        try
        {
            return _known = new Known([.. await Registry.List()], at);
        }
        catch (Exception)
        {
            // Followers are not worth that jobs wait: what was known holds on.
            return _known = new Known(_known?.Flows ?? [], clock.GetTimestamp());
        }
    }

    private sealed record Known(HashSet<string> Flows, long At)
    {
        public bool Has(FlowKey flow) => Flows.Count > 0 && Flows.Contains(flow.ToString());
    }
}
