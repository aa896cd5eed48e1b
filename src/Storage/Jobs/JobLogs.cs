using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Storage.Jobs;

/// <summary>Reads jobs and their logs, and keeps their documents. Jobs and logs are written by the journal.</summary>
public sealed class JobLogs(IDbContextFactory<SkillFlawDb> databases, TimeProvider clock)
{
    private const int Page = 64;

    /// <summary>A job; null where there is none, or none any more.</summary>
    public async Task<Job?> FindAsync(Guid tenantId, Guid jobId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Jobs.AsNoTracking().OfTenant(tenantId).SingleOrDefaultAsync(job => job.JobId == jobId, cancellationToken);
    }

    /// <summary>A job by its id alone, for who then looks whose it is; null where there is none, or none any more.</summary>
    public async Task<Job?> FindOwnerAsync(Guid jobId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Jobs.AsNoTracking().SingleOrDefaultAsync(job => job.JobId == jobId, cancellationToken);
    }

    /// <summary>The next entries with events after a number, some at a time.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="after">The number of the last event that is known already.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<IReadOnlyList<JobLogEntry>> ReadEventsAsync(Guid tenantId, Guid jobId, long after, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.JobLog.AsNoTracking().OfTenant(tenantId)
            .Where(entry => entry.JobId == jobId && entry.LastNumber > after)
            .OrderBy(entry => entry.Entry)
            .Take(Page)
            .Select(entry => new JobLogEntry
            {
                TenantId = tenantId,
                JobId = jobId,
                Entry = entry.Entry,
                LastNumber = entry.LastNumber,
                Events = entry.Events,
            })
            .ToListAsync(cancellationToken);
    }

    /// <summary>All entries without their events, from the first on.</summary>
    public async IAsyncEnumerable<JobLogEntry> ReadCheckpointsAsync(
        Guid tenantId, Guid jobId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var none = Array.Empty<byte>();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        for (var next = 0L; ;)
        {
            var page = await database.JobLog.AsNoTracking().OfTenant(tenantId)
                .Where(entry => entry.JobId == jobId && entry.Entry >= next)
                .OrderBy(entry => entry.Entry)
                .Take(Page)
                .Select(entry => new { entry.Entry, entry.LastNumber, entry.Checkpoint })
                .ToListAsync(cancellationToken);
            foreach (var entry in page)
            {
                yield return new JobLogEntry
                {
                    TenantId = tenantId,
                    JobId = jobId,
                    Entry = entry.Entry,
                    LastNumber = entry.LastNumber,
                    Checkpoint = entry.Checkpoint,
                    Events = none,
                };
            }

            if (page.Count < Page)
            {
                yield break;
            }

            next = page[^1].Entry + 1;
        }
    }

    /// <summary>The last entry of a log, without what is in it; null for a log without entries.</summary>
    public async Task<JobLogEntry?> FindLastAsync(Guid tenantId, Guid jobId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.JobLog.AsNoTracking().OfTenant(tenantId)
            .Where(entry => entry.JobId == jobId)
            .OrderByDescending(entry => entry.Entry)
            .Select(entry => new JobLogEntry
            {
                TenantId = tenantId,
                JobId = jobId,
                Entry = entry.Entry,
                LastNumber = entry.LastNumber,
                Events = Array.Empty<byte>(),
            })
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>The number of the last event that a reader without numbers was given; 0 for none.</summary>
    public async Task<long> FindPolledAsync(Guid tenantId, Guid jobId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var mark = await database.JobLog.AsNoTracking().OfTenant(tenantId)
            .Where(entry => entry.JobId == jobId && entry.Entry < 0)
            .OrderBy(entry => entry.Entry)
            .Select(entry => entry.Checkpoint)
            .FirstOrDefaultAsync(cancellationToken);
        return mark is null ? 0 : BitConverter.ToInt64(mark);
    }

    /// <summary>Asks whoever executes a job to stop. Does nothing to one that has ended.</summary>
    public async Task AskToCancelAsync(Guid tenantId, Guid jobId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await database.Jobs.OfTenant(tenantId)
            .Where(job => job.JobId == jobId && job.State == JobState.Running)
            .ExecuteUpdateAsync(change => change.SetProperty(job => job.State, JobState.Cancelling), cancellationToken);
    }

    /// <summary>Keeps a document, or notes that it is used again.</summary>
    public async Task KeepDocumentAsync(Guid tenantId, string hash, ReadOnlyMemory<byte> document, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await TouchAsync(database, tenantId, hash, cancellationToken))
        {
            return;
        }

        database.JobDocuments.Add(new JobDocument { TenantId = tenantId, Hash = hash, Document = document.ToArray(), UsedAt = clock.GetUtcNow() });
        try
        {
            await database.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException failure) when (failure.DuplicateProperty() is not null)
        {
            // Another one has just kept it.
            await TouchAsync(database, tenantId, hash, cancellationToken);
        }
    }

    /// <summary>A document; null where it is not kept.</summary>
    public async Task<byte[]?> FindDocumentAsync(Guid tenantId, string hash, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.JobDocuments.AsNoTracking().OfTenant(tenantId)
            .Where(document => document.Hash == hash)
            .Select(document => document.Document)
            .SingleOrDefaultAsync(cancellationToken);
    }

    private async Task<bool> TouchAsync(SkillFlawDb database, Guid tenantId, string hash, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await database.JobDocuments.OfTenant(tenantId)
            .Where(document => document.Hash == hash)
            .ExecuteUpdateAsync(change => change.SetProperty(document => document.UsedAt, now), cancellationToken) > 0;
    }
}
