using Microsoft.EntityFrameworkCore;

namespace SkillFlaw.Storage.Jobs;

/// <summary>The processes that execute jobs, as the database knows them.</summary>
public sealed class Nodes(IDbContextFactory<SkillFlawDb> databases)
{
    /// <summary>Counts a node up, which says that it lives. A new one, or one that was taken for dead, is added again.</summary>
    public async Task BeatAsync(Guid node, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var known = await database.Nodes.Where(each => each.Id == node)
            .ExecuteUpdateAsync(change => change.SetProperty(each => each.Beat, each => each.Beat + 1), cancellationToken);
        if (known == 0)
        {
            database.Nodes.Add(new Node { Id = node, Beat = 1 });
            await database.SaveChangesAsync(cancellationToken);
        }
    }

    /// <summary>All nodes with their counts.</summary>
    public async Task<IReadOnlyDictionary<Guid, long>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Nodes.AsNoTracking().ToDictionaryAsync(node => node.Id, node => node.Beat, cancellationToken);
    }

    /// <summary>The nodes that unfinished jobs name: one of them that is not there any more has left its jobs.</summary>
    public async Task<IReadOnlyList<Guid>> ReadOwnersAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Jobs.AsNoTracking()
            .Where(job => job.FinishedAt == null).Select(job => job.Node).Distinct().ToListAsync(cancellationToken);
    }

    /// <summary>Unfinished jobs of a node, the oldest first.</summary>
    public async Task<IReadOnlyList<(Guid TenantId, Guid JobId)>> ReadJobsAsync(Guid node, int count, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var jobs = await database.Jobs.AsNoTracking()
            .Where(job => job.FinishedAt == null && job.Node == node)
            .OrderBy(job => job.JobId)
            .Take(count)
            .Select(job => new { job.TenantId, job.JobId })
            .ToListAsync(cancellationToken);
        return [.. jobs.Select(job => (job.TenantId, job.JobId))];
    }

    /// <summary>Unfinished jobs of a node that are to be stopped.</summary>
    public async Task<IReadOnlyList<(Guid TenantId, Guid JobId)>> ReadCancellingAsync(Guid node, int count, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var jobs = await database.Jobs.AsNoTracking()
            .Where(job => job.FinishedAt == null && job.Node == node && job.State == JobState.Cancelling)
            .Take(count)
            .Select(job => new { job.TenantId, job.JobId })
            .ToListAsync(cancellationToken);
        return [.. jobs.Select(job => (job.TenantId, job.JobId))];
    }

    /// <summary>Forgets a node that is gone and has no jobs any more.</summary>
    public async Task RemoveAsync(Guid node, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await database.Nodes.Where(each => each.Id == node).ExecuteDeleteAsync(cancellationToken);
    }
}
