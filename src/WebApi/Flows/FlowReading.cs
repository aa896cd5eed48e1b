using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Flows;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Flows;

/// <summary>
/// Reads the caller's flows. Of many flows only a few are in memory at a time, and no connection to the database waits for a slow client: the
/// ids come first, and then the flows in groups.
/// </summary>
internal sealed class FlowReading(IDbContextFactory<SkillFlawDb> databases)
{
    private const int AtOnce = 16;

    public async Task<FlowAnswer?> FindAsync(Caller caller, Guid flowId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var flow = await database.Flows.AsNoTracking().OfCaller(caller).SingleOrDefaultAsync(each => each.Id == flowId, cancellationToken);
        return flow is null ? null : FlowAnswer.Of(flow, caller.Username);
    }

    /// <summary>The ids of some flows, in order.</summary>
    public async Task<IReadOnlyList<Guid>> ListAsync(
        Caller caller, Func<IQueryable<Flow>, IQueryable<Flow>> select, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await select(database.Flows.AsNoTracking().OfCaller(caller)).Select(flow => flow.Id).ToListAsync(cancellationToken);
    }

    /// <summary>What lists show of some flows.</summary>
    public async Task<IReadOnlyList<FlowHeader>> HeadersAsync(
        Caller caller, Func<IQueryable<Flow>, IQueryable<Flow>> select, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await select(database.Flows.AsNoTracking().OfCaller(caller))
            .Select(flow => new FlowHeader
            {
                Id = flow.Id,
                Name = flow.Name,
                ProjectId = flow.ProjectId,
                IsComponent = flow.IsComponent,
                EndpointName = flow.EndpointName,
                Description = flow.Description,
                Data = new Http.RawJson(flow.IsComponent ? flow.Data : "null"),
                AccessType = FlowAnswer.AccessName(flow.AccessType),
                Tags = new Http.RawJson(flow.Tags),
                McpEnabled = flow.McpEnabled,
                ActionName = flow.ActionName,
                ActionDescription = flow.ActionDescription,
            })
            .ToListAsync(cancellationToken);
    }

    /// <summary>The flows of some ids, in their order. What has gone in the meantime is left out.</summary>
    public async IAsyncEnumerable<FlowAnswer> ReadAsync(
        Caller caller, IReadOnlyList<Guid> flowIds, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var some in flowIds.Chunk(AtOnce))
        {
            Dictionary<Guid, Flow> flows;
            await using (var database = await databases.CreateDbContextAsync(cancellationToken))
            {
                flows = await database.Flows.AsNoTracking().OfCaller(caller)
                    .Where(flow => some.Contains(flow.Id)).ToDictionaryAsync(flow => flow.Id, cancellationToken);
            }

            foreach (var id in some)
            {
                if (flows.Remove(id, out var flow))
                {
                    yield return FlowAnswer.Of(flow, caller.Username);
                }
            }
        }
    }
}
