using SkillFlaw.Storage.Journals;

namespace SkillFlaw.Storage.Queue;

/// <summary>The queue in the journal. A change is refused where another node has the job by now.</summary>
public sealed class QueuedJobTable : JournalTable<QueuedJob>
{
    /// <summary>The only one.</summary>
    public static readonly QueuedJobTable Instance = new();

    private QueuedJobTable()
        : base(
            key: [nameof(QueuedJob.TenantId), nameof(QueuedJob.JobId)],
            changing:
            [
                nameof(QueuedJob.State), nameof(QueuedJob.Attempts), nameof(QueuedJob.DueAt), nameof(QueuedJob.FinishedAt),
                nameof(QueuedJob.Errors), nameof(QueuedJob.Outcome),
            ],
            fence: [nameof(QueuedJob.Node)])
    {
    }

    /// <inheritdoc />
    protected override int SizeOf(QueuedJob row) => 256 + row.Request.Length + (row.Outcome?.Length ?? 0);
}
