using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Flows;

/// <summary>Finds the flow that a run names, among those of the caller: another user's flow is not found, whatever its name.</summary>
internal sealed class FlowDirectory(IDbContextFactory<SkillFlawDb> databases, TimeProvider clock)
{
    private const int Capacity = 100_000;

    private readonly ShortCache<Name, FlowEntry> _flows = new(clock, Capacity);

    /// <summary>The flow; null where the caller has none of this id or endpoint name.</summary>
    public ValueTask<FlowEntry?> FindAsync(Caller caller, string idOrName, CancellationToken cancellationToken) =>
        _flows.GetAsync(new Name(caller.TenantId, caller.UserId, idOrName), LoadAsync, cancellationToken);

    /// <summary>Must be called after every change of a flow.</summary>
    public void Forget(Guid flowId) => _flows.Forget((_, entry) => entry.FlowId == flowId);

    /// <summary>The same for several flows.</summary>
    public void Forget(IReadOnlySet<Guid> flowIds) => _flows.Forget((_, entry) => flowIds.Contains(entry.FlowId));

    private async Task<FlowEntry?> LoadAsync(Name name)
    {
        await using var database = await databases.CreateDbContextAsync();
        var own = database.Flows.AsNoTracking().OfTenant(name.TenantId).Where(flow => flow.UserId == name.UserId);
        var named = Guid.TryParse(name.IdOrName, out var id)
            ? own.Where(flow => flow.Id == id)
            : own.Where(flow => flow.EndpointName == name.IdOrName);
        return await named.Select(flow => new FlowEntry(flow.Id, flow.Version, flow.Data == "null")).SingleOrDefaultAsync();
    }

    private readonly record struct Name(Guid TenantId, int UserId, string IdOrName);
}

/// <summary>What a run needs to know of a flow before it begins.</summary>
/// <param name="FlowId">Its id.</param>
/// <param name="Version">The version of its document.</param>
/// <param name="IsEmpty">Whether it has no document.</param>
internal sealed record FlowEntry(Guid FlowId, long Version, bool IsEmpty);
