using SkillFlaw.Graph.Runs;

namespace SkillFlaw.Grains.Queue;

/// <summary>The runs of this node that nobody waits for. What it has taken ends, whatever happens to the process.</summary>
public interface IBackgroundJobs
{
    /// <summary>
    /// Takes a job. It is stored when this ends. A job whose id is there already is taken for the same one and not stored again.
    /// </summary>
    /// <exception cref="QueueFullException">There are too many; nothing was stored.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up before it was stored.</exception>
    ValueTask EnqueueAsync(NewJob job, CancellationToken cancellationToken);

    /// <summary>Does a job again that has died or was stopped.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="keepsResults">Whether it goes on with the vertex that failed, or begins anew.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>False when there is no such job in that state.</returns>
    Task<bool> ReviveAsync(Guid tenantId, Guid jobId, bool keepsResults, CancellationToken cancellationToken);

    /// <summary>Wants a job to stop. Its node hears of it within a second or two.</summary>
    /// <returns>False when it has ended, or there is none.</returns>
    Task<bool> CancelAsync(Guid tenantId, Guid jobId, CancellationToken cancellationToken);

    /// <summary>Whether this node executes a job at this moment.</summary>
    bool IsRunning(Guid tenantId, Guid jobId);

    /// <summary>How full the queue of this node is.</summary>
    QueueDepth Depth { get; }
}

/// <summary>A job for the queue.</summary>
public sealed record NewJob
{
    /// <summary>Its id.</summary>
    public required Guid JobId { get; init; }

    /// <summary>The tenant.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The flow.</summary>
    public required Guid FlowId { get; init; }

    /// <summary>The version of the flow: it runs that one or a newer one.</summary>
    public required long FlowVersion { get; init; }

    /// <summary>Whose variables and files it uses.</summary>
    public required int UserId { get; init; }

    /// <summary>What asked for it, which also says how to read <see cref="Request"/>.</summary>
    public required JobSource Source { get; init; }

    /// <summary>What it was asked, as it came. Not to be changed any more.</summary>
    public required byte[] Request { get; init; }
}

/// <summary>How full a queue is.</summary>
/// <param name="Queued">How many jobs have not ended.</param>
/// <param name="Running">How many of them run.</param>
/// <param name="InMemory">How many of them are at hand; the others are read when their turn comes near.</param>
/// <param name="Tenants">Of how many tenants they are.</param>
public readonly record struct QueueDepth(int Queued, int Running, int InMemory, int Tenants);
