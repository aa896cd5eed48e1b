using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Storage.Jobs;

/// <summary>Accepted work, which is done whatever happens to the process. The journal writes it; what happened to it is in its log.</summary>
public sealed class Job : ITenantOwned
{
    /// <summary>The id that the caller got.</summary>
    public required Guid JobId { get; init; }

    /// <inheritdoc />
    public required Guid TenantId { get; init; }

    /// <summary>The flow. Not a foreign key: a job may outlive its flow.</summary>
    public required Guid FlowId { get; init; }

    /// <summary>Whose variables and files it uses.</summary>
    public required int UserId { get; init; }

    /// <summary>For the build of a public flow, the hash of the visitor's cookie: nobody else may see it. Null for all others.</summary>
    public string? Visitor { get; init; }

    /// <summary>How far it is.</summary>
    public JobState State { get; set; }

    /// <summary>The node that executes it, or did last.</summary>
    public required Guid Node { get; set; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ended; null for one that has not.</summary>
    public DateTimeOffset? FinishedAt { get; set; }
}

internal sealed class JobConfiguration : IEntityTypeConfiguration<Job>
{
    public void Configure(EntityTypeBuilder<Job> builder)
    {
        builder.ToTable("jobs");
        builder.HasKey(job => job.JobId);
        builder.Property(job => job.JobId).ValueGeneratedNever();
        builder.Property(job => job.State).HasConversion<string>();

        // What a node that is gone has left; then what has ended long ago.
        builder.HasIndex(job => job.Node).HasFilter("finished_at IS NULL");
        builder.HasIndex(job => job.FinishedAt);
        builder.HasIndex(job => new { job.TenantId, job.FlowId });
    }
}
