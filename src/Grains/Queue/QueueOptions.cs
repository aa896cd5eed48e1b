using System.ComponentModel.DataAnnotations;

namespace SkillFlaw.Grains.Queue;

/// <summary>Limits of the queue of a node.</summary>
public sealed class QueueOptions
{
    /// <summary>How many jobs may run at once on this node, also those that wait for somebody else.</summary>
    [Range(1, 100_000)]
    public int MaxRunning { get; set; } = 1_000;

    /// <summary>How many of them may be ones that have just begun, and so probably need a processor: more of them make nothing faster.</summary>
    [Range(1, 10_000)]
    public int MaxYoung { get; set; } = 256;

    /// <summary>How many jobs of all tenants may wait on this node.</summary>
    [Range(1, 100_000_000)]
    public int MaxQueued { get; set; } = 1_000_000;

    /// <summary>How many jobs of one flow are at hand; the others are read from the database when their turn comes near.</summary>
    [Range(2, 100_000)]
    public int MaxAtHand { get; set; } = 1_024;

    /// <summary>How often a job is tried before it is dead.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>How long a job waits after its first failure; each further one doubles it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest that a job waits for its next try.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a process that is being stopped waits for jobs that run; the next one does the others again.</summary>
    public TimeSpan StopPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the queue looks for what is due.</summary>
    public TimeSpan Round { get; set; } = TimeSpan.FromSeconds(1);
}
