namespace SkillFlaw.Grains.Queue;

/// <summary>A job was not taken, because too many are waiting already.</summary>
/// <param name="isTenants">Whether they are the tenant's own; otherwise the server has too many.</param>
/// <param name="position">How many are before it.</param>
/// <param name="retryAfter">When there is probably room again.</param>
public sealed class QueueFullException(bool isTenants, int position, TimeSpan retryAfter) : Exception("Too many jobs are waiting.")
{
    /// <summary>Whether they are the tenant's own; otherwise the server has too many.</summary>
    public bool IsTenants { get; } = isTenants;

    /// <summary>How many are before it.</summary>
    public int Position { get; } = position;

    /// <summary>When there is probably room again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
