using System.Diagnostics;

namespace SkillFlaw.GrainRuntime.Tests;

/// <summary>Time that stands still until a test moves it. Timers fire on the thread that moves it, in the order they are due.</summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private TimeSpan _now = TimeSpan.FromDays(1);

    /// <summary>How many timers there are that have not been disposed of.</summary>
    public int Timers
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count;
            }
        }
    }

    /// <summary>Waits until so many timers are due some time: a timer may be armed anew on another thread.</summary>
    public async Task UntilArmedAsync(int count)
    {
        var since = Stopwatch.StartNew();
        while (Armed() < count)
        {
            if (since.Elapsed > TimeSpan.FromSeconds(30))
            {
                throw new TimeoutException($"{Armed()} of {count} timers are armed.");
            }

            await Task.Yield();
        }
    }

    private int Armed()
    {
        lock (_gate)
        {
            return _timers.Count(timer => timer.Due < TimeSpan.MaxValue);
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan time)
    {
        var end = _now + time;
        while (NextDue(end) is { } timer)
        {
            timer.Fire();
        }

        _now = end;
    }

    private ManualTimer? NextDue(TimeSpan end)
    {
        lock (_gate)
        {
            var next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (next is not null)
            {
                _now = next.Due > _now ? next.Due : _now;
                next.Plan(next.Period);
            }

            return next;
        }
    }

    private sealed class ManualTimer(ManualTime time, Action callback) : ITimer
    {
        internal TimeSpan Due { get; private set; } = TimeSpan.MaxValue;

        internal TimeSpan Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                Period = period;
                if (!time._timers.Contains(this))
                {
                    time._timers.Add(this);
                }

                Plan(dueTime);
                return true;
            }
        }

        public void Dispose()
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        internal void Fire() => callback();

        internal void Plan(TimeSpan after) => Due = after < TimeSpan.Zero || (after == TimeSpan.Zero && Due != TimeSpan.MaxValue && Due <= time._now)
            ? TimeSpan.MaxValue
            : time._now + after;
    }
}
