using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Storage.Repeats;

/// <summary>Reads the requests that came with a key, and passes on those that were given up. They and their answers are written by the journal.</summary>
public sealed class RepeatableRequests(IDbContextFactory<SkillFlawDb> databases)
{
    /// <summary>For how long a key stands for its request.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>The request that a key stands for; null for none.</summary>
    public async Task<RepeatableRequest?> FindAsync(Guid tenantId, string keyHash, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.RepeatableRequests.AsNoTracking().OfTenant(tenantId)
            .SingleOrDefaultAsync(request => request.KeyHash == keyHash, cancellationToken);
    }

    /// <summary>Gives a request without an answer to another node.</summary>
    /// <param name="request">The request, as it was read.</param>
    /// <param name="node">Who does it now; empty for nobody.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>False when another node has it by now, or it has its answer.</returns>
    public async Task<bool> PassAsync(RepeatableRequest request, Guid node, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await Same(database, request).Where(row => row.Status == null)
            .ExecuteUpdateAsync(change => change.SetProperty(row => row.Node, node), cancellationToken) > 0;
    }

    /// <summary>Forgets a request, unless another node has it by now.</summary>
    public async Task RemoveAsync(RepeatableRequest request, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await Same(database, request).ExecuteDeleteAsync(cancellationToken);
    }

    private static IQueryable<RepeatableRequest> Same(SkillFlawDb database, RepeatableRequest request) => database.RepeatableRequests
        .OfTenant(request.TenantId)
        .Where(row => row.KeyHash == request.KeyHash && row.JobId == request.JobId && row.Node == request.Node);
}
