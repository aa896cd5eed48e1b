namespace SkillFlaw.Grains.Queue;

/// <summary>How long a job waits for its next try: twice as long each time, and never all jobs equally long.</summary>
internal static class RetryPause
{
    /// <summary>The pause after so many tries: between half of what it would be, and all of it.</summary>
    public static TimeSpan Of(int attempts, QueueOptions options)
    {
        var whole = Math.Min(options.LongestPause.TotalMilliseconds, options.FirstPause.TotalMilliseconds * Math.Pow(2, attempts - 1));
        return TimeSpan.FromMilliseconds(whole * (0.5 + (Random.Shared.NextDouble() / 2)));
    }
}
