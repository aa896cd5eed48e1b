using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Flows;
using SkillFlaw.Storage.Monitoring;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.WebApi.Flows;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Monitor;

/// <summary>
/// What happened in the caller's flows (semantics section 5). A flow of somebody else has nothing to show and nothing to delete, like one that
/// is not there.
/// </summary>
internal static class MonitorEndpoints
{
    private const int MostBuilds = 1_000;

    public static IEndpointRouteBuilder MapMonitor(this IEndpointRouteBuilder routes)
    {
        var monitor = routes.MapGroup("/api/v1/monitor").WithTags("Monitor").InOwnTenant();
        monitor.MapGet("/builds", ListBuilds).Allow(Access.Owner)
            .WithName("get_vertex_builds").WithSummary("Read the latest build of each vertex of a flow").ProducesError(422);
        monitor.MapDelete("/builds", DeleteBuilds).Allow(Access.Owner)
            .WithName("delete_vertex_builds").WithSummary("Delete the builds of a flow").ProducesError(422);
        monitor.MapGet("/transactions", ListTransactions).Allow(Access.Owner)
            .WithName("get_transactions").WithSummary("List the executions of a flow's vertices, the newest first").ProducesError(422);
        monitor.MapMessages();
        monitor.MapMessageSessions();
        return routes;
    }

    private static async Task<Ok<VertexBuildsAnswer>> ListBuilds(
        [FromQuery(Name = "flow_id")] Guid flowId, Caller caller, IDbContextFactory<SkillFlawDb> databases, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var builds = Of(database, database.VertexBuilds, caller, flowId);
        var latest = await builds
            .Where(build => !builds.Any(later => later.VertexId == build.VertexId && later.Id > build.Id))
            .OrderBy(build => build.Timestamp).Take(MostBuilds).ToListAsync(cancellationToken);
        return TypedResults.Ok(VertexBuildsAnswer.Of(latest));
    }

    private static async Task<NoContent> DeleteBuilds(
        [FromQuery(Name = "flow_id")] Guid flowId,
        Caller caller,
        IDbContextFactory<SkillFlawDb> databases,
        IHostApplicationLifetime lifetime,
        CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await database.Flows.OfCaller(caller).AnyAsync(flow => flow.Id == flowId, cancellationToken))
        {
            await FlowHistory.DeleteAsync(database.VertexBuilds, caller.TenantId, flowId, lifetime.ApplicationStopping);
        }

        return TypedResults.NoContent();
    }

    private static async Task<Ok<TransactionPage>> ListTransactions(
        [FromQuery(Name = "flow_id")] Guid flowId,
        [FromQuery(Name = "page")] int? page,
        [FromQuery(Name = "size")] int? size,
        Caller caller,
        IDbContextFactory<SkillFlawDb> databases,
        CancellationToken cancellationToken)
    {
        var paging = Paging.Of(page, size);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var transactions = Of(database, database.Transactions, caller, flowId);
        var total = await transactions.CountAsync(cancellationToken);
        var newest = await transactions.OrderByDescending(transaction => transaction.Id).Skip(paging.Skip).Take(paging.Size).ToListAsync(cancellationToken);
        return TypedResults.Ok(
            new TransactionPage([.. newest.Select(TransactionAnswer.Of)], total, paging.Page, paging.Size, paging.PagesOf(total)));
    }

    private static IQueryable<TRow> Of<TRow>(SkillFlawDb database, DbSet<TRow> rows, Caller caller, Guid flowId)
        where TRow : class, IFlowTrace
    {
        var own = database.Flows.OfCaller(caller);
        return rows.AsNoTracking().OfTenant(caller.TenantId).Where(row => row.FlowId == flowId && own.Any(flow => flow.Id == flowId));
    }
}
