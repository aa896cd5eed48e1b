using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Storage.Jobs;

/// <summary>Jobs that have ended, with their logs. No foreign key ties the two.</summary>
internal static class FinishedJobs
{
    /// <summary>How many jobs are deleted at once.</summary>
    internal const int BatchSize = 50;

    // A log is deleted piece by piece: so many rows with one statement, for all jobs of a batch.
    private const int EntriesAtOnce = 10;

    /// <summary>Deletes the jobs of one tenant. Their logs go first, so that a deletion that was interrupted is done again.</summary>
    /// <param name="database">The database.</param>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="jobIds">At most <see cref="BatchSize"/> jobs; those that run are left.</param>
    /// <param name="cancellationToken">Stops between two statements.</param>
    /// <returns>How many rows were deleted.</returns>
    internal static async Task<int> DeleteAsync(
        SkillFlawDb database, Guid tenantId, IReadOnlyCollection<Guid> jobIds, CancellationToken cancellationToken)
    {
        var jobs = database.Jobs.OfTenant(tenantId).Where(job => jobIds.Contains(job.JobId) && job.FinishedAt != null);
        var finished = await jobs.Select(job => job.JobId).ToListAsync(cancellationToken);
        return await DeleteLogsAsync(database, tenantId, finished, cancellationToken) + await jobs.ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Deletes the logs of some jobs of one tenant.</summary>
    internal static async Task<int> DeleteLogsAsync(
        SkillFlawDb database, Guid tenantId, IReadOnlyCollection<Guid> jobIds, CancellationToken cancellationToken)
    {
        var log = database.JobLog.OfTenant(tenantId).Where(entry => jobIds.Contains(entry.JobId));
        var last = await log.MaxAsync(entry => (long?)entry.Entry, cancellationToken) ?? -1;
        var deleted = 0;
        for (var from = 0L; from <= last; from += EntriesAtOnce)
        {
            var to = from + EntriesAtOnce;
            deleted += await log.Where(entry => entry.Entry >= from && entry.Entry < to).ExecuteDeleteAsync(cancellationToken);
        }

        return deleted;
    }
}
