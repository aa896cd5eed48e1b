using System.ComponentModel.DataAnnotations;

namespace SkillFlaw.Grains.Tenants;

/// <summary>Limits of each tenant that has none of its own.</summary>
public sealed class TenantOptions
{
    /// <summary>How many runs a tenant may have at once, on all nodes together.</summary>
    [Range(1, 1_000_000)]
    public int MaxConcurrentRuns { get; set; } = 5_000;

    /// <summary>How many jobs of a tenant may wait in the queue of one node.</summary>
    [Range(1, 100_000_000)]
    public int MaxQueuedJobs { get; set; } = 100_000;

    /// <summary>How many runs a tenant may begin in a second, on all nodes together; 0 for any number.</summary>
    [Range(0, 10_000_000)]
    public int MaxRunsPerSecond { get; set; }

    /// <summary>How many tokens the models of a tenant may take on a day, by UTC, on all nodes together; 0 for any number.</summary>
    [Range(0, long.MaxValue)]
    public long MaxTokensPerDay { get; set; }
}
