using SkillFlaw.Storage.Journals;

namespace SkillFlaw.Storage.Jobs;

/// <summary>The positions of polls in the journal.</summary>
public sealed class JobPollTable : JournalTable<JobPoll>
{
    /// <summary>The only one.</summary>
    public static readonly JobPollTable Instance = new();

    private JobPollTable()
        : base(nameof(JobPoll.TenantId), nameof(JobPoll.JobId))
    {
    }

    /// <summary>Puts a position in the place of the one before.</summary>
    public IReadOnlyList<JournalEntry> Put(JobPoll poll) => [DeleteByKey(poll.TenantId, poll.JobId), Insert(poll)];

    /// <inheritdoc />
    protected override int SizeOf(JobPoll row) => 128;
}
