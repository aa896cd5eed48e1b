using SkillFlaw.Storage.Journals;

namespace SkillFlaw.Storage.Jobs;

/// <summary>The jobs in the journal.</summary>
public sealed class JobTable : JournalTable<Job>
{
    /// <summary>The only one.</summary>
    public static readonly JobTable Instance = new();

    private JobTable()
        : base([nameof(Job.TenantId), nameof(Job.JobId)], changing: [nameof(Job.State), nameof(Job.FinishedAt)], fence: [nameof(Job.Node)])
    {
    }

    /// <inheritdoc />
    protected override int SizeOf(Job row) => 256;
}
