using SkillFlaw.Storage.Journals;

namespace SkillFlaw.Storage.Jobs;

/// <summary>The logs of the jobs in the journal.</summary>
public sealed class JobLogTable : JournalTable<JobLogEntry>
{
    /// <summary>The only one.</summary>
    public static readonly JobLogTable Instance = new();

    private JobLogTable()
        : base(nameof(JobLogEntry.TenantId), nameof(JobLogEntry.JobId), nameof(JobLogEntry.Entry))
    {
    }

    /// <inheritdoc />
    protected override int SizeOf(JobLogEntry row) => 128 + row.Events.Length + (row.Checkpoint?.Length ?? 0);
}
