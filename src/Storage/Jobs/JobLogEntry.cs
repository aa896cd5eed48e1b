using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Storage.Jobs;

/// <summary>
/// An entry of a job's log: events that its readers see, and what the job needs to go on from there. The number of an entry can be taken
/// once only, so of two processes that both believe to execute a job one cannot write, and stops. Entries below 0 are not of that sequence:
/// they note which events were given to readers that know no numbers (<see cref="OfPoll"/>), which any process may do.
/// </summary>
public sealed class JobLogEntry : ITenantOwned
{
    /// <inheritdoc />
    public required Guid TenantId { get; init; }

    /// <summary>The job.</summary>
    public required Guid JobId { get; init; }

    /// <summary>The number of the entry, from 0; below 0 for what is given to a reader.</summary>
    public required long Entry { get; init; }

    /// <summary>The number of the last event up to here; events count from 1.</summary>
    public required long LastNumber { get; init; }

    /// <summary>What the job needs to go on; null for an entry that only has events.</summary>
    public byte[]? Checkpoint { get; init; }

    /// <summary>The events: JSON objects, each followed by a line break. Empty for none.</summary>
    public required byte[] Events { get; init; }

    /// <summary>Notes that a reader is given the events after a number. Only one can be given those: there is one such entry.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="after">The number of the last event that was given before.</param>
    /// <param name="last">The number of the last event that is given now.</param>
    public static JobLogEntry OfPoll(Guid tenantId, Guid jobId, long after, long last) => new()
    {
        TenantId = tenantId,
        JobId = jobId,
        Entry = -1 - after,
        LastNumber = 0,
        Checkpoint = BitConverter.GetBytes(last),
        Events = [],
    };
}

internal sealed class JobLogEntryConfiguration : IEntityTypeConfiguration<JobLogEntry>
{
    public void Configure(EntityTypeBuilder<JobLogEntry> builder)
    {
        builder.ToTable("job_log");
        builder.HasKey(entry => new { entry.TenantId, entry.JobId, entry.Entry });
        builder.Property(entry => entry.Entry).ValueGeneratedNever();

        // The large ones last: whoever looks for a number does not read them.
        builder.Property(entry => entry.TenantId).HasColumnOrder(0);
        builder.Property(entry => entry.JobId).HasColumnOrder(1);
        builder.Property(entry => entry.Entry).HasColumnOrder(2);
        builder.Property(entry => entry.LastNumber).HasColumnOrder(3);
        builder.Property(entry => entry.Checkpoint).HasColumnOrder(4);
        builder.Property(entry => entry.Events).HasColumnOrder(5);
    }
}
