namespace Orleans.Runtime;

/// <summary>A timer of a grain. Disposing of it stops it and cancels the token of a callback that runs.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets new times. During a callback they hold from its end on.</summary>
    /// <param name="dueTime">Until the next tick; <see cref="Timeout.InfiniteTimeSpan"/> for none.</param>
    /// <param name="period">From the end of a tick to the next; <see cref="Timeout.InfiniteTimeSpan"/> for no more.</param>
    void Change(TimeSpan dueTime, TimeSpan period);
}
