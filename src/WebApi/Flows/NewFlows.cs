using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Flows;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Projects;
using SkillFlaw.WebApi.Settings;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Flows;

/// <summary>Stores new flows of a caller.</summary>
internal sealed class NewFlows(OwnerTurn turns, ServerSettings settings, TimeProvider clock)
{
    /// <summary>Stores flows, all or none.</summary>
    public Task<IReadOnlyList<Flow>> AddAsync(Caller caller, IReadOnlyList<FlowBody> bodies, NewFlowRules rules, CancellationToken cancellationToken) =>
        turns.TakeAsync(caller, database => AddAsync(database, caller, bodies, rules, cancellationToken), cancellationToken);

    /// <summary>Adds flows in a turn that somebody else has taken.</summary>
    public async Task<IReadOnlyList<Flow>> AddAsync(
        SkillFlawDb database, Caller caller, IReadOnlyList<FlowBody> bodies, NewFlowRules rules, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var names = await FlowNames.ReadAsync(database, caller, cancellationToken);
        var projects = await ReadProjectsAsync(database, caller, bodies, cancellationToken);
        var fallback = rules.ProjectId;
        var flows = new List<Flow>(bodies.Count);
        foreach (var each in bodies)
        {
            var body = settings.RemoveApiKeys ? each.WithoutKeys() : each;
            var projectId = rules.ProjectId is null ? body.ProjectId ?? body.FolderId : null;
            if (projectId is null || !projects.Contains(projectId.Value))
            {
                projectId = projectId is null || rules.ForgivesProjects
                    ? fallback ??= await DefaultProject.FindAsync(database, caller, now, cancellationToken)
                    : throw new ApiException(StatusCodes.Status404NotFound, "Project not found");
            }

            var (name, endpointName) = Name(body, names, rules);
            var flow = body.ToFlow(caller, rules.Id ?? Guid.NewGuid(), projectId.Value, name, endpointName, now);
            if (rules.Id is not null)
            {
                flow.CountFrom(now.ToUnixTimeMilliseconds());
            }

            flows.Add(flow);
        }

        database.Flows.AddRange(flows);
        return flows;
    }

    private static (string Name, string? EndpointName) Name(FlowBody body, FlowNames names, NewFlowRules rules)
    {
        if (!rules.NumbersNames && names.IsTaken(body.Name!))
        {
            throw new ApiException(StatusCodes.Status400BadRequest, DuplicateName.OfName);
        }

        if (!rules.NumbersNames && names.IsEndpointTaken(body.EndpointName))
        {
            throw new ApiException(StatusCodes.Status400BadRequest, DuplicateName.OfEndpoint);
        }

        return (names.Take(body.Name!), names.TakeEndpoint(body.EndpointName));
    }

    private static async Task<HashSet<Guid>> ReadProjectsAsync(
        SkillFlawDb database, Caller caller, IReadOnlyList<FlowBody> bodies, CancellationToken cancellationToken)
    {
        var named = bodies.Select(body => body.ProjectId ?? body.FolderId).OfType<Guid>().Distinct().ToList();
        return named.Count == 0
            ? []
            : [.. await database.Projects.AsNoTracking().OfCaller(caller)
                .Where(project => named.Contains(project.Id)).Select(project => project.Id).ToListAsync(cancellationToken)];
    }
}

/// <summary>How new flows are stored.</summary>
internal sealed record NewFlowRules
{
    /// <summary>As a client makes a flow: a name that is taken gets a number.</summary>
    public static readonly NewFlowRules Create = new() { NumbersNames = true };

    /// <summary>As several are made: a name that is taken is an error.</summary>
    public static readonly NewFlowRules Batch = new();

    /// <summary>As files are read: they may come from another server, and their projects mean nothing here.</summary>
    public static readonly NewFlowRules Upload = new() { NumbersNames = true, ForgivesProjects = true };

    /// <summary>Whether a name that is taken gets a number.</summary>
    public bool NumbersNames { get; init; }

    /// <summary>Whether flows of projects that are not the caller's go into the default one.</summary>
    public bool ForgivesProjects { get; init; }

    /// <summary>The caller's project that they all go into; null for what they say themselves.</summary>
    public Guid? ProjectId { get; init; }

    /// <summary>The id of the one flow; null to make one.</summary>
    public Guid? Id { get; init; }
}
