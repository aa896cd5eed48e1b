using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Flows;

/// <summary>Finds the flow that a run names, among those of the caller: another user's flow is not found, whatever its name.</summary>
internal sealed class FlowDirectory(IDbContextFactory<SkillFlawDb> databases, IOptions<StorageOptions> storage, TimeProvider clock)
{
    private const int Capacity = 100_000;

    private readonly ShortCache<Name, FlowEntry> _flows = new(clock, storage.Value.ReadingsLast, Capacity);

    /// <summary>The flow; null where the caller has none of this id or endpoint name.</summary>
    public ValueTask<FlowEntry?> FindAsync(Caller caller, string idOrName, CancellationToken cancellationToken) =>
        _flows.GetAsync(NameOf(caller, idOrName), LoadAsync, cancellationToken);

    /// <summary>Must be called after every change of a flow.</summary>
    public void Forget(Guid flowId) => _flows.Forget((_, entry) => entry.FlowId == flowId);

    /// <summary>The same for several flows.</summary>
    public void Forget(IReadOnlySet<Guid> flowIds) => _flows.Forget((_, entry) => flowIds.Contains(entry.FlowId));

    private async Task<FlowEntry?> LoadAsync(Name name)
    {
        await using var database = await databases.CreateDbContextAsync();
        var own = database.Flows.AsNoTracking().OfTenant(name.TenantId).Where(flow => flow.UserId == name.UserId);
        var named = name.EndpointName is null
            ? own.Where(flow => flow.Id == name.Id)
            : own.Where(flow => flow.EndpointName == name.EndpointName);
        return await named.Select(flow => new FlowEntry(flow.Id, flow.Version, flow.Data == "null")).SingleOrDefaultAsync();
    }

    // An id can be written in many ways, with any number of spaces around it; it is kept once.
    private static Name NameOf(Caller caller, string idOrName) => Guid.TryParse(idOrName, out var id)
        ? new Name(caller.TenantId, caller.UserId, id, null)
        : new Name(caller.TenantId, caller.UserId, default, idOrName);

    private readonly record struct Name(Guid TenantId, int UserId, Guid Id, string? EndpointName);
}

/// <summary>What a run needs to know of a flow before it begins.</summary>
/// <param name="FlowId">Its id.</param>
/// <param name="Version">The version of its document.</param>
/// <param name="IsEmpty">Whether it has no document.</param>
internal sealed record FlowEntry(Guid FlowId, long Version, bool IsEmpty);
