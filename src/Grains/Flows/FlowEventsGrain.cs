using System.Collections.Immutable;

namespace SkillFlaw.Grains.Flows;

/// <inheritdoc />
internal sealed class FlowEventsGrain(TimeProvider clock) : Grain, IFlowEventsGrain
{
    private const int MostEvents = 1_000;
    private const int MostBytes = 4 << 20;

    // Below the time that a call may take.
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(10);

    private readonly Queue<FlowEvent> _recent = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _bytes;

    // Begins with the time, so that numbers grow also when this grain was elsewhere before.
    private long _last = clock.GetUtcNow().UtcTicks;

    public Task Publish(ImmutableArray<FlowEvent> events)
    {
        foreach (var each in events)
        {
            _recent.Enqueue(each);
            _bytes += each.Data.Length;
            _last++;
        }

        while (_recent.Count > MostEvents || (_bytes > MostBytes && _recent.Count > 1))
        {
            _bytes -= _recent.Dequeue().Data.Length;
        }

        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.TrySetResult();
        return Task.CompletedTask;
    }

    public async Task<FlowEventPage> Read(long after, CancellationToken cancellationToken)
    {
        if (after == _last)
        {
            await _changed.Task.WaitAsync(_longestWait, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        var count = after < 0 ? 0 : (int)Math.Clamp(_last - after, 0, _recent.Count);
        return new FlowEventPage(_last, [.. _recent.Skip(_recent.Count - count)]);
    }
}
