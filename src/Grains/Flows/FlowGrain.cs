using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Grains.Flows;

/// <summary>Reads its flow from the database. Who asks keeps what it gets, so it keeps nothing itself.</summary>
internal sealed class FlowGrain(IDbContextFactory<SkillFlawDb> databases) : Grain, IFlowGrain
{
    public async Task<FlowSnapshot?> Read(CancellationToken cancellationToken)
    {
        var key = FlowKey.Parse(this.GetPrimaryKeyString());
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var flow = await database.Flows.AsNoTracking()
            .OfTenant(key.TenantId)
            .Where(each => each.Id == key.FlowId)
            .Select(each => new { each.Version, each.Name, each.UserId, each.Data })
            .SingleOrDefaultAsync(cancellationToken);
        return flow is null
            ? null
            : new FlowSnapshot(flow.Version, flow.Name, flow.UserId, ToBytes(flow.Data));
    }

    private static ImmutableArray<byte> ToBytes(string document) =>
        ImmutableCollectionsMarshal.AsImmutableArray(Encoding.UTF8.GetBytes(document));
}
