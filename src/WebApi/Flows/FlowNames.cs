using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.WebApi.Projects;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Flows;

/// <summary>The names and endpoint names that are taken among the caller's flows, and free ones beside them (semantics section 6.1).</summary>
internal sealed class FlowNames
{
    private readonly HashSet<string> _names;
    private readonly HashSet<string> _endpointNames;

    private FlowNames(HashSet<string> names, HashSet<string> endpointNames) => (_names, _endpointNames) = (names, endpointNames);

    public static async Task<FlowNames> ReadAsync(SkillFlawDb database, Caller caller, CancellationToken cancellationToken)
    {
        // Each is read from its index alone; the rows hold the documents.
        var own = database.Flows.AsNoTracking().OfTenant(caller.TenantId).Where(flow => flow.UserId == caller.UserId);
        var names = await own.Select(flow => flow.Name).ToListAsync(cancellationToken);
        var endpointNames = await own.Where(flow => flow.EndpointName != null).Select(flow => flow.EndpointName!).ToListAsync(cancellationToken);
        return new FlowNames([.. names], [.. endpointNames]);
    }

    public bool IsTaken(string name) => _names.Contains(name);

    public bool IsEndpointTaken(string? endpointName) => endpointName is not null && _endpointNames.Contains(endpointName);

    /// <summary>Takes a name, or the one with the next number after it.</summary>
    public string Take(string name)
    {
        var free = NumberedName.FreeOf(name, _names, " (", ")");
        _names.Add(free);
        return free;
    }

    /// <summary>Takes an endpoint name, or the one with the next number after it.</summary>
    public string? TakeEndpoint(string? endpointName)
    {
        if (endpointName is null)
        {
            return null;
        }

        var free = NumberedName.FreeOf(endpointName, _endpointNames, "-", "");
        _endpointNames.Add(free);
        return free;
    }
}
