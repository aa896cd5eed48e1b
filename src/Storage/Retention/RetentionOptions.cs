namespace SkillFlaw.Storage.Retention;

/// <summary>What of the past is kept.</summary>
public sealed class RetentionOptions
{
    /// <summary>How many transactions of a flow.</summary>
    public int Transactions { get; set; } = 3_000;

    /// <summary>How many builds of a flow.</summary>
    public int Builds { get; set; } = 3_000;

    /// <summary>How many builds of a vertex.</summary>
    public int BuildsOfVertex { get; set; } = 2;

    /// <summary>For how long a job that has ended can be read.</summary>
    public TimeSpan Jobs { get; set; } = TimeSpan.FromHours(1);

    /// <summary>For how long a job of the queue is kept that has succeeded or was cancelled.</summary>
    public TimeSpan QueuedJobs { get; set; } = TimeSpan.FromDays(1);

    /// <summary>For how long a job of the queue is kept that has died.</summary>
    public TimeSpan DeadJobs { get; set; } = TimeSpan.FromDays(30);

    /// <summary>For how long a document is kept after a job last began with it: longer than any job goes on.</summary>
    public TimeSpan Documents { get; set; } = TimeSpan.FromDays(3);

    /// <summary>For how long messages are kept; null for ever.</summary>
    public TimeSpan? Messages { get; set; }
}
