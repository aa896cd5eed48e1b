using SkillFlaw.Components;

namespace SkillFlaw.Silo;

/// <summary>What the host of the grains decides for them.</summary>
public sealed class SiloSettings
{
    /// <summary>The cluster that this process belongs to; null for one that is alone.</summary>
    public ClusterSettings? Cluster { get; init; }

    /// <summary>A folder that no other node has: after a crash, whoever starts with it again goes on at once with the work that was left. Null for none.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The folder with the users' files.</summary>
    public required string FilesFolder { get; init; }

    /// <summary>Address and key of the server's own model providers, by name.</summary>
    public IReadOnlyDictionary<string, ProviderSettings> Providers { get; init; } = new Dictionary<string, ProviderSettings>();

    /// <summary>Whether components may call loopback and private addresses.</summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>How long a run may take in all.</summary>
    public TimeSpan MaxRunDuration { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long one vertex of a run may take.</summary>
    public TimeSpan MaxVertexDuration { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How many runs a tenant may have at once on all nodes together.</summary>
    public int MaxConcurrentRuns { get; init; } = 5_000;

    /// <summary>How many queued jobs may run at once on this node.</summary>
    public int QueueConcurrency { get; init; } = 1_000;

    /// <summary>How many jobs may wait on this node.</summary>
    public int QueueLength { get; init; } = 1_000_000;

    /// <summary>How many jobs of a tenant may wait on this node.</summary>
    public int TenantQueueLength { get; init; } = 100_000;

    /// <summary>How often a queued job is tried.</summary>
    public int JobMaxAttempts { get; init; } = 5;

    /// <summary>How long a queued job waits after its first failure.</summary>
    public TimeSpan JobRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many runs a tenant may begin in a second on all nodes together; 0 for any number.</summary>
    public int MaxRunsPerSecond { get; init; }

    /// <summary>How many tokens a tenant's models may take on a day on all nodes together; 0 for any number.</summary>
    public long MaxTokensPerDay { get; init; }
}
