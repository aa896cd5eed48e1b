using System.Collections.Concurrent;

namespace SkillFlaw.Components.LanguageModels;

/// <summary>A clock on which no time passes while somebody waits.</summary>
internal sealed class InstantClock : TimeProvider
{
    /// <summary>How long would have been waited, in order.</summary>
    public ConcurrentQueue<TimeSpan> Waits { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waits.Enqueue(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
