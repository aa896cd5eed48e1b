using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage.Jobs;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Storage.Queue;

/// <summary>Jobs of the queue that have ended, with their logs. No foreign key ties the two.</summary>
internal static class FinishedQueuedJobs
{
    /// <summary>Deletes the jobs of one tenant.</summary>
    /// <param name="database">The database.</param>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="jobIds">At most <see cref="FinishedJobs.BatchSize"/> jobs; those that have not ended are left.</param>
    /// <param name="cancellationToken">Stops between two statements.</param>
    /// <returns>How many rows were deleted.</returns>
    internal static async Task<int> DeleteAsync(
        SkillFlawDb database, Guid tenantId, IReadOnlyCollection<Guid> jobIds, CancellationToken cancellationToken)
    {
        // Somebody may revive one at this moment, and then its log is needed.
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var jobs = database.QueuedJobs.OfTenant(tenantId).Where(job => jobIds.Contains(job.JobId));
        var deleted = await jobs.Where(job => job.FinishedAt != null).ExecuteDeleteAsync(cancellationToken);
        var left = await jobs.Select(job => job.JobId).ToListAsync(cancellationToken);
        deleted += await FinishedJobs.DeleteLogsAsync(database, tenantId, [.. jobIds.Except(left)], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return deleted;
    }
}
