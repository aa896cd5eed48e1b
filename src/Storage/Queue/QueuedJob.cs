using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Storage.Queue;

/// <summary>A run that nobody waits for. It is stored before its caller hears of it, and from then on ends: as succeeded, dead or cancelled.</summary>
public sealed class QueuedJob : ITenantOwned
{
    /// <summary>The id that the caller got.</summary>
    public required Guid JobId { get; init; }

    /// <inheritdoc />
    public required Guid TenantId { get; init; }

    /// <summary>The flow. Not a foreign key: a job may outlive its flow.</summary>
    public required Guid FlowId { get; init; }

    /// <summary>The version of the flow when it was accepted; it runs that one or a newer one.</summary>
    public required long FlowVersion { get; init; }

    /// <summary>Whose variables and files it uses.</summary>
    public required int UserId { get; init; }

    /// <summary>What asked for it, which also says how to read <see cref="Request"/>.</summary>
    public required JobSource Source { get; init; }

    /// <summary>How far it is.</summary>
    public required QueuedJobState State { get; init; }

    /// <summary>The node that has it. Only that one may change the row; another one first takes it over.</summary>
    public required Guid Node { get; init; }

    /// <summary>Its place among the jobs of its node: grows from job to job.</summary>
    public required long Position { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>For one that waits: not before.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ended; null for one that has not.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>What went wrong at each try, as a JSON list; null for nothing.</summary>
    public string? Errors { get; init; }

    /// <summary>What it was asked, as it came.</summary>
    public required byte[] Request { get; init; }

    /// <summary>What it gave, for callers that ask for it; null for none.</summary>
    public byte[]? Outcome { get; init; }
}

/// <summary>How far a job of the queue is. That one runs at this moment is known to its node only.</summary>
public enum QueuedJobState
{
    /// <summary>Its turn will come.</summary>
    Queued,

    /// <summary>It has failed in a way that may pass, and is tried again later.</summary>
    Waiting,

    /// <summary>Somebody wants it to stop.</summary>
    Cancelling,

    /// <summary>At its end, and nothing failed.</summary>
    Succeeded,

    /// <summary>It has failed, and is not tried again unless somebody asks for it.</summary>
    Dead,

    /// <summary>Stopped before its end.</summary>
    Cancelled,
}

internal sealed class QueuedJobConfiguration : IEntityTypeConfiguration<QueuedJob>
{
    public void Configure(EntityTypeBuilder<QueuedJob> builder)
    {
        builder.ToTable("queued_jobs");
        builder.HasKey(job => new { job.TenantId, job.JobId });
        builder.Property(job => job.JobId).ValueGeneratedNever();
        builder.Property(job => job.State).HasConversion<string>();
        builder.Property(job => job.Source).HasConversion<string>();

        // What a node has to do, flow by flow; what is due again; what has ended long ago; what has died, for its tenant.
        builder.HasIndex(job => new { job.Node, job.TenantId, job.FlowId, job.Position }).HasFilter("finished_at IS NULL");
        builder.HasIndex(job => new { job.Node, job.DueAt }).HasFilter("finished_at IS NULL AND due_at IS NOT NULL");
        builder.HasIndex(job => job.FinishedAt).HasFilter("finished_at IS NOT NULL");
        builder.HasIndex(job => new { job.TenantId, job.JobId }).HasFilter("state = 'Dead'").HasDatabaseName("ix_queued_jobs_dead");

        // The large ones last.
        builder.Property(job => job.Errors).HasColumnOrder(100);
        builder.Property(job => job.Request).HasColumnOrder(101);
        builder.Property(job => job.Outcome).HasColumnOrder(102);
    }
}
