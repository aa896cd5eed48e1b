using SkillFlaw.Storage.Jobs;
using SkillFlaw.Storage.Journals;

namespace SkillFlaw.Grains.Builds;

/// <summary>What has finished of a job of the queue, in the log of the job. An entry's number can be taken once: of two processes one is refused.</summary>
internal sealed class JobCheckpoints(Journal journal, JobLogs logs, JobKey job)
{
    private long _next;

    /// <summary>What was stored before, in its order.</summary>
    /// <exception cref="FormatException">It is of a form that is not known.</exception>
    public async Task<IReadOnlyList<VertexEnded>> ReadAsync(CancellationToken cancellationToken)
    {
        var before = new List<VertexEnded>();
        await foreach (var entry in logs.ReadCheckpointsAsync(job.TenantId, job.JobId, cancellationToken))
        {
            // Behind a gap is what was being stored when the one before it was not.
            if (entry.Entry != _next)
            {
                break;
            }

            _next++;
            if (entry.Checkpoint is { } checkpoint && BuildCheckpoint.Read(checkpoint) is VertexEnded { Result: not null } ended)
            {
                before.Add(ended);
            }
        }

        return before;
    }

    /// <summary>Stores what has finished: all of it or nothing.</summary>
    /// <exception cref="RowRefusedException">Another process does this job.</exception>
    /// <exception cref="Storage.StorageUnavailableException">It could not be stored.</exception>
    public Task StoreAsync(IReadOnlyList<VertexEnded> ended)
    {
        var entries = new JournalEntry[ended.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = JobLogTable.Instance.Insert(new JobLogEntry
            {
                TenantId = job.TenantId,
                JobId = job.JobId,
                Entry = _next++,
                LastNumber = 0,
                Checkpoint = ended[i].ToBytes(),
                Events = [],
            });
        }

        return journal.AppendAsync(entries, CancellationToken.None);
    }
}
