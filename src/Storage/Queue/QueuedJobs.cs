using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Storage.Queue;

/// <summary>Reads the queue, and makes the changes of it that people ask for. What happens with each job is written by the journal.</summary>
public sealed class QueuedJobs(IDbContextFactory<SkillFlawDb> databases)
{
    private const int AtOnce = 500;

    /// <summary>A job; null where there is none, or none any more.</summary>
    public async Task<QueuedJob?> FindAsync(Guid tenantId, Guid jobId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.QueuedJobs.AsNoTracking().OfTenant(tenantId).SingleOrDefaultAsync(job => job.JobId == jobId, cancellationToken);
    }

    /// <summary>How many jobs of each flow a node has to do: those whose turn it may be, the running ones included, and those that wait for their next try.</summary>
    public async Task<IReadOnlyList<(Guid TenantId, Guid FlowId, int Ready, int Waiting)>> CountAsync(Guid node, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var counts = await database.QueuedJobs.AsNoTracking()
            .Where(job => job.FinishedAt == null && job.Node == node)
            .GroupBy(job => new { job.TenantId, job.FlowId })
            .Select(flow => new { flow.Key.TenantId, flow.Key.FlowId, Count = flow.Count(), Waiting = flow.Count(job => job.DueAt != null) })
            .ToListAsync(cancellationToken);
        return [.. counts.Select(each => (each.TenantId, each.FlowId, each.Count - each.Waiting, each.Waiting))];
    }

    /// <summary>The next jobs of a flow that a node has to do now, in their order, from a position on.</summary>
    public async Task<IReadOnlyList<QueuedJob>> ReadAsync(
        Guid node, Guid tenantId, Guid flowId, long from, int count, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.QueuedJobs.AsNoTracking()
            .Where(job => job.FinishedAt == null && job.Node == node && job.TenantId == tenantId && job.FlowId == flowId)
            .Where(job => job.DueAt == null && job.Position >= from)
            .OrderBy(job => job.Position)
            .Take(count)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Jobs of a node whose time has come, the longest due first.</summary>
    public async Task<IReadOnlyList<QueuedJob>> ReadDueAsync(Guid node, DateTimeOffset now, int count, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.QueuedJobs.AsNoTracking()
            .Where(job => job.FinishedAt == null && job.Node == node && job.DueAt != null && job.DueAt <= now)
            .OrderBy(job => job.DueAt)
            .Take(count)
            .ToListAsync(cancellationToken);
    }

    /// <summary>The nodes that have jobs to do and are not known to live.</summary>
    public async Task<IReadOnlyList<Guid>> ReadForgottenOwnersAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.QueuedJobs.AsNoTracking()
            .Where(job => job.FinishedAt == null && !database.Nodes.Any(node => node.Id == job.Node))
            .Select(job => job.Node).Distinct().ToListAsync(cancellationToken);
    }

    /// <summary>Gives jobs of a node that is gone to another one, some at a time.</summary>
    /// <returns>How many; 0 once none is left.</returns>
    public async Task<int> TakeOverAsync(Guid from, Guid to, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var some = await database.QueuedJobs.AsNoTracking()
            .Where(job => job.FinishedAt == null && job.Node == from)
            .OrderBy(job => job.TenantId).ThenBy(job => job.FlowId).ThenBy(job => job.Position)
            .Take(AtOnce)
            .Select(job => job.JobId)
            .ToListAsync(cancellationToken);
        return some.Count == 0
            ? 0
            : await database.QueuedJobs
                .Where(job => some.Contains(job.JobId) && job.Node == from && job.FinishedAt == null)
                .ExecuteUpdateAsync(change => change.SetProperty(job => job.Node, to), cancellationToken);
    }

    /// <summary>Begins a job again that has died or was stopped.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="node">Who does it.</param>
    /// <param name="position">Its place.</param>
    /// <param name="keepsResults">Whether what its vertices gave stays, so that it goes on with the one that failed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>False when it is not in that state, any more or at all.</returns>
    public async Task<bool> ReviveAsync(
        Guid tenantId, Guid jobId, Guid node, long position, bool keepsResults, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var revived = await Ended(database, tenantId, jobId).ExecuteUpdateAsync(
            change => change
                .SetProperty(job => job.State, QueuedJobState.Queued)
                .SetProperty(job => job.Node, node)
                .SetProperty(job => job.Position, position)
                .SetProperty(job => job.Attempts, 0)
                .SetProperty(job => job.DueAt, (DateTimeOffset?)null)
                .SetProperty(job => job.FinishedAt, (DateTimeOffset?)null),
            cancellationToken);
        if (revived > 0 && !keepsResults)
        {
            await database.JobLog.OfTenant(tenantId).Where(entry => entry.JobId == jobId).ExecuteDeleteAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return revived > 0;
    }

    /// <summary>Removes a job that has died or was stopped.</summary>
    /// <returns>False when it is not in that state, any more or at all.</returns>
    public async Task<bool> DiscardAsync(Guid tenantId, Guid jobId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var discarded = await Ended(database, tenantId, jobId).ExecuteDeleteAsync(cancellationToken);
        if (discarded > 0)
        {
            await database.JobLog.OfTenant(tenantId).Where(entry => entry.JobId == jobId).ExecuteDeleteAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return discarded > 0;
    }

    /// <summary>Asks whoever has a job to stop it. One that waits for its next try is due at once, to be stopped.</summary>
    /// <returns>False when it has ended, or there is none.</returns>
    public async Task<bool> AskToCancelAsync(Guid tenantId, Guid jobId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.QueuedJobs.OfTenant(tenantId)
            .Where(job => job.JobId == jobId && job.FinishedAt == null)
            .ExecuteUpdateAsync(
                change => change.SetProperty(job => job.State, QueuedJobState.Cancelling).SetProperty(job => job.DueAt, now),
                cancellationToken) > 0;
    }

    private static IQueryable<QueuedJob> Ended(SkillFlawDb database, Guid tenantId, Guid jobId) => database.QueuedJobs.OfTenant(tenantId)
        .Where(job => job.JobId == jobId && (job.State == QueuedJobState.Dead || job.State == QueuedJobState.Cancelled));
}
