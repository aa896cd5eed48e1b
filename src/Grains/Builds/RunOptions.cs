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

    /// <summary>
    /// How large the documents of the compiled flows may be that are kept at hand, in bytes. Compiled a flow takes about twice as much. By default a
    /// hundredth of the memory of the process, within 16 and 256 MB.
    /// </summary>
    [Range(0, 1L << 40)]
    public long CachedFlowBytes { get; set; } = Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 100, 16L << 20, 256L << 20);

    /// <summary>Whether the monitor keeps what vertices gave in builds.</summary>
    public bool KeepsVertexBuilds { get; set; } = true;

    /// <summary>Whether the monitor keeps the executions of vertices in builds.</summary>
    public bool KeepsTransactions { get; set; } = true;
}
