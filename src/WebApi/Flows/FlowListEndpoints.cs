using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Flows;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Projects;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Flows;

/// <summary>Lists of flows, and the flows that everybody may read (semantics section 6.1).</summary>
internal static class FlowListEndpoints
{
    public static void MapFlowLists(this RouteGroupBuilder flows) =>
        flows.MapGet("/", List).Allow(Access.User).WithName("read_flows").WithSummary("List flows")
            .Produces<FlowAnswer[]>().Produces<FlowHeader[]>().Produces<FlowPage>().ProducesError(422);

    private static async Task<IResult> List(
        [AsParameters] FlowQuery query, Caller caller, FlowReading flows, IDbContextFactory<SkillFlawDb> databases, CancellationToken cancellationToken)
    {
        var paging = Paging.Of(query.Page, query.Size);
        if (query.GetAll is { Value: false })
        {
            return await PageAsync(query, paging, caller, flows, databases, cancellationToken);
        }

        IQueryable<Flow> Select(IQueryable<Flow> own) => query.Sort(query.Filter(own));
        return query.HeaderFlows is { Value: true }
            ? new StreamedJson<IReadOnlyList<FlowHeader>>(
                await flows.HeadersAsync(caller, Select, cancellationToken))
            : new StreamedJson<IAsyncEnumerable<FlowAnswer>>(
                flows.ReadAsync(caller, await flows.ListAsync(caller, Select, cancellationToken), cancellationToken));
    }

    private static async Task<StreamedJson<FlowPage>> PageAsync(
        FlowQuery query, Paging paging, Caller caller, FlowReading flows, IDbContextFactory<SkillFlawDb> databases, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var projectId = query.ProjectId ?? query.FolderId;
        if (projectId is null && query.AllProjects is not { Value: true })
        {
            // Who has none has no flows in it.
            projectId = await database.Projects.OfCaller(caller).Where(project => project.Name == DefaultProject.Name)
                .Select(project => project.Id).FirstOrDefaultAsync(cancellationToken);
        }

        IQueryable<Flow> Filter(IQueryable<Flow> own) =>
            query.Filter(projectId is null ? own : own.Where(flow => flow.ProjectId == projectId));
        var total = await Filter(database.Flows.AsNoTracking().OfCaller(caller)).CountAsync(cancellationToken);
        var ids = await flows.ListAsync(caller, own => query.Sort(Filter(own)).Skip(paging.Skip).Take(paging.Size), cancellationToken);
        return new StreamedJson<FlowPage>(
            new FlowPage(flows.ReadAsync(caller, ids, cancellationToken), total, paging.Page, paging.Size, paging.PagesOf(total)));
    }
}
