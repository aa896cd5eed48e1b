using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Storage.Jobs;

/// <summary>Up to where the readers of a job that know no numbers have been given its events. They share it, on whichever node they ask.</summary>
public sealed class JobPoll : ITenantOwned
{
    /// <inheritdoc />
    public required Guid TenantId { get; init; }

    /// <summary>The job.</summary>
    public required Guid JobId { get; init; }

    /// <summary>The number of the last event that they were given.</summary>
    public required long Position { get; init; }
}

internal sealed class JobPollConfiguration : IEntityTypeConfiguration<JobPoll>
{
    public void Configure(EntityTypeBuilder<JobPoll> builder)
    {
        builder.ToTable("job_polls");
        builder.HasKey(poll => poll.JobId);
        builder.Property(poll => poll.JobId).ValueGeneratedNever();
        builder.HasOne<Job>().WithOne().HasForeignKey<JobPoll>(poll => poll.JobId).OnDelete(DeleteBehavior.Cascade);
    }
}
