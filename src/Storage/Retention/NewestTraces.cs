using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage.Monitoring;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Storage.Retention;

/// <summary>
/// Leaves the newest rows of each flow or vertex. One statement reads, from the indexes alone, where the row is in each group up to which
/// all are too old, and only then anything is deleted.
/// </summary>
internal sealed class NewestTraces(DeletionPace pace)
{
    // When all rows are looked at, a statement looks at those of so many flows.
    private const int FlowsAtOnce = 100;

    internal async Task KeepOfFlowsAsync<TRow>(DbSet<TRow> rows, Guid? since, int keep, CancellationToken cancellationToken)
        where TRow : class, IFlowTrace
    {
        await foreach (var some in SplitAsync(rows, since, cancellationToken))
        {
            var cuts = await some.Select(row => new { row.TenantId, row.FlowId }).Distinct()
                .Select(flow => new
                {
                    flow.TenantId,
                    flow.FlowId,
                    Last = rows.Where(row => row.TenantId == flow.TenantId && row.FlowId == flow.FlowId)
                        .OrderByDescending(row => row.Id).Skip(keep).Select(row => (Guid?)row.Id).FirstOrDefault(),
                })
                .AsAsyncEnumerable().Where(flow => flow.Last != null).ToListAsync(cancellationToken);
            await DeleteAsync(
                rows, cuts.Select(flow => rows.OfTenant(flow.TenantId).Where(row => row.FlowId == flow.FlowId && row.Id <= flow.Last)), cancellationToken);
        }
    }

    internal async Task KeepOfVerticesAsync(DbSet<VertexBuild> rows, Guid? since, int keep, CancellationToken cancellationToken)
    {
        await foreach (var some in SplitAsync(rows, since, cancellationToken))
        {
            var cuts = await some.Select(row => new { row.TenantId, row.FlowId, row.VertexId }).Distinct()
                .Select(vertex => new
                {
                    vertex.TenantId,
                    vertex.FlowId,
                    vertex.VertexId,
                    Last = rows
                        .Where(row => row.TenantId == vertex.TenantId && row.FlowId == vertex.FlowId && row.VertexId == vertex.VertexId)
                        .OrderByDescending(row => row.Id).Skip(keep).Select(row => (Guid?)row.Id).FirstOrDefault(),
                })
                .AsAsyncEnumerable().Where(vertex => vertex.Last != null).ToListAsync(cancellationToken);
            await DeleteAsync(
                rows,
                cuts.Select(vertex => rows.OfTenant(vertex.TenantId)
                    .Where(row => row.FlowId == vertex.FlowId && row.VertexId == vertex.VertexId && row.Id <= vertex.Last)),
                cancellationToken);
        }
    }

    /// <summary>The rows in which to look for groups that have too many: those that are new, or all, a few flows at a time.</summary>
    private static async IAsyncEnumerable<IQueryable<TRow>> SplitAsync<TRow>(
        DbSet<TRow> rows, Guid? since, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TRow : class, IFlowTrace
    {
        if (since is { } first)
        {
            yield return rows.Where(row => row.Id > first);
            yield break;
        }

        // Pairs cannot be compared in LINQ, and this comparison is what the index is searched with.
        var table = rows.EntityType.GetTableName();
        for (var (tenant, flow) = (Guid.Empty, Guid.Empty); ;)
        {
            var last = await rows
                .FromSql(FormattableStringFactory.Create($"SELECT * FROM {table} WHERE (tenant_id, flow_id) > ({{0}}, {{1}})", tenant, flow))
                .Select(row => new { row.TenantId, row.FlowId }).Distinct()
                .OrderBy(row => row.TenantId).ThenBy(row => row.FlowId).Take(FlowsAtOnce)
                .AsAsyncEnumerable().LastOrDefaultAsync(cancellationToken);
            if (last is null)
            {
                yield break;
            }

            yield return rows.FromSql(FormattableStringFactory.Create(
                $"SELECT * FROM {table} WHERE (tenant_id, flow_id) > ({{0}}, {{1}}) AND (tenant_id, flow_id) <= ({{2}}, {{3}})",
                tenant, flow, last.TenantId, last.FlowId));
            (tenant, flow) = (last.TenantId, last.FlowId);
        }
    }

    // Many groups have a few rows too many; those of several are deleted together.
    private async Task DeleteAsync<TRow>(DbSet<TRow> rows, IEnumerable<IQueryable<TRow>> groups, CancellationToken cancellationToken)
        where TRow : class, IFlowTrace
    {
        var ids = new List<Guid>(DeletionPace.BatchSize);
        foreach (var group in groups)
        {
            var left = group.Select(row => row.Id).OrderBy(id => id);
            for (var isWhole = false; !isWhole;)
            {
                var room = DeletionPace.BatchSize - ids.Count;
                var some = await left.Take(room).ToListAsync(cancellationToken);
                ids.AddRange(some);
                isWhole = some.Count < room;
                if (ids.Count == DeletionPace.BatchSize)
                {
                    await pace.DeleteAsync(() => rows.Where(row => ids.Contains(row.Id)).ExecuteDeleteAsync(cancellationToken), cancellationToken);
                    ids.Clear();
                }
            }
        }

        if (ids.Count > 0)
        {
            await pace.DeleteAsync(() => rows.Where(row => ids.Contains(row.Id)).ExecuteDeleteAsync(cancellationToken), cancellationToken);
        }
    }
}
