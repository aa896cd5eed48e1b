using System.Threading.Channels;

namespace SkillFlaw.Grains.Recovery;

/// <summary>A manual clock that tells when somebody waits for a certain time.</summary>
internal sealed class RoundClock(ManualClock clock, TimeSpan wait) : TimeProvider
{
    private readonly Channel<bool> _waiting = Channel.CreateUnbounded<bool>();

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override long GetTimestamp() => clock.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = clock.CreateTimer(callback, state, dueTime, period);
        if (dueTime == wait)
        {
            _waiting.Writer.TryWrite(true);
        }

        return timer;
    }

    /// <summary>Complete once a round has come to its end.</summary>
    public async Task RoundAsync() => await _waiting.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>Lets the next round begin, and waits for its end.</summary>
    public Task NextAsync()
    {
        clock.Advance(wait);
        return RoundAsync();
    }
}
