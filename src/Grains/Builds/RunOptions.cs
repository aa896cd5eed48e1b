using System.ComponentModel.DataAnnotations;

namespace SkillFlaw.Grains.Builds;

/// <summary>Limits of one run.</summary>
public sealed class RunOptions
{
    /// <summary>How long a run may take in all.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MaxDuration { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long one vertex may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MaxVertexDuration { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How often vertices may be executed in one run: more means a cycle without an end.</summary>
    [Range(1, 10_000_000)]
    public int MaxExecutions { get; set; } = 200_000;

    /// <summary>How many compiled flows are kept at hand.</summary>
    [Range(1, 1_000_000)]
    public int CachedFlows { get; set; } = 2_000;

    /// <summary>Whether the monitor keeps what vertices gave in builds.</summary>
    public bool KeepsVertexBuilds { get; set; } = true;

    /// <summary>Whether the monitor keeps the executions of vertices in builds.</summary>
    public bool KeepsTransactions { get; set; } = true;
}
