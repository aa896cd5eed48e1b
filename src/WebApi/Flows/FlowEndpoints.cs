using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Flows;

/// <summary>A user's flows (semantics section 6.1).</summary>
internal static class FlowEndpoints
{
    private const string NotFound = "Flow not found";

    public static IEndpointRouteBuilder MapFlows(this IEndpointRouteBuilder routes)
    {
        var flows = routes.MapGroup("/api/v1/flows").WithTags("Flows").InOwnTenant();
        flows.MapPost("/", Create).Allow(Access.User).WithName("create_flow").WithSummary("Create a flow")
            .Takes<FlowBody>().ProducesError(400, 404, 422);
        flows.MapDelete("/", DeleteSeveral).Allow(Access.Owner).WithName("delete_multiple_flows").WithSummary("Delete flows by their ids")
            .Takes<IReadOnlyList<Guid>>().ProducesError(422);
        flows.MapGet("/{flow_id}", Read).Allow(Access.Owner).WithName("read_flow").WithSummary("Read a flow").ProducesError(404, 422);
        flows.MapPatch("/{flow_id}", Update).Allow(Access.Owner).WithName("update_flow").WithSummary("Change a flow")
            .Takes<FlowBody>().ProducesError(400, 404, 409, 422);
        flows.MapPut("/{flow_id}", Upsert).Allow(Access.Owner).WithName("upsert_flow").WithSummary("Change a flow, or create it with this id")
            .Takes<FlowBody>().ProducesError(400, 404, 409, 422);
        flows.MapDelete("/{flow_id}", Delete).Allow(Access.Owner).WithName("delete_flow").WithSummary("Delete a flow and what was said in it")
            .ProducesError(404, 422);
        flows.MapFlowLists();
        flows.MapFlowFiles();
        routes.MapFlowExamples();
        return routes;
    }

    private static async Task<Created<FlowAnswer>> Create(
        JsonBody body, Scope scope, Caller caller, NewFlows flows, CancellationToken cancellationToken)
    {
        var fields = body.Fields;
        var flow = FlowBody.ReadNew(fields);
        fields.Check();
        flow = flow with { BusinessId = flow.BusinessId ?? scope.BusinessId, IsSelf = flow.IsSelf ?? scope.IsSelf };
        var made = await flows.AddAsync(caller, [flow], NewFlowRules.Create, cancellationToken);
        return TypedResults.Created((string?)null, FlowAnswer.Of(made[0], caller.Username));
    }

    private static async Task<Results<Ok<FlowAnswer>, ApiError>> Read(
        [FromRoute(Name = "flow_id")] Guid flowId, Caller caller, FlowReading flows, CancellationToken cancellationToken) =>
        await flows.FindAsync(caller, flowId, cancellationToken) is { } flow ? TypedResults.Ok(flow) : ApiError.NotFound(NotFound);

    // Clients send the endpoint name with every change: what is left out is cleared.
    private static async Task<Results<Ok<FlowAnswer>, ApiError>> Update(
        [FromRoute(Name = "flow_id")] Guid flowId, JsonBody body, Caller caller, FlowUpdate update, CancellationToken cancellationToken)
    {
        var changes = FlowBody.ReadChanges(body.Fields);
        var (flow, error) = await update.ApplyAsync(caller, flowId, changes, clearsEndpointName: true, cancellationToken);
        return flow is not null ? TypedResults.Ok(FlowAnswer.Of(flow, caller.Username))
            : error ?? ApiError.NotFound($"404: {NotFound}");
    }

    private static async Task<Results<Ok<FlowAnswer>, Created<FlowAnswer>, ApiError>> Upsert(
        [FromRoute(Name = "flow_id")] Guid flowId,
        JsonBody body,
        Caller caller,
        FlowUpdate update,
        NewFlows flows,
        IDbContextFactory<SkillFlawDb> databases,
        CancellationToken cancellationToken)
    {
        var fields = body.Fields;
        var given = FlowBody.ReadNew(fields);
        fields.Check();
        var (changed, error) = await update.ApplyAsync(caller, flowId, given, fields.Has("endpoint_name") && given.EndpointName is null, cancellationToken);
        if (changed is not null || error is not null)
        {
            return changed is not null ? TypedResults.Ok(FlowAnswer.Of(changed, caller.Username)) : error!;
        }

        // The id may be another's: which flows others have is told to nobody, but two flows cannot have one id.
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await database.Flows.AnyAsync(flow => flow.Id == flowId, cancellationToken))
        {
            return ApiError.NotFound(NotFound);
        }

        var made = await flows.AddAsync(caller, [given], NewFlowRules.Create with { Id = flowId }, cancellationToken);
        return TypedResults.Created((string?)null, FlowAnswer.Of(made[0], caller.Username));
    }

    private static async Task<Results<Ok<FlowDeleted>, ApiError>> Delete(
        [FromRoute(Name = "flow_id")] Guid flowId, Caller caller, FlowRemoval removal, CancellationToken cancellationToken) =>
        await removal.RemoveAsync(caller, [flowId], cancellationToken) == 1
            ? TypedResults.Ok(new FlowDeleted("Flow deleted successfully"))
            : ApiError.NotFound(NotFound);

    private static async Task<Ok<FlowsDeleted>> DeleteSeveral(
        JsonBody body, Caller caller, FlowRemoval removal, CancellationToken cancellationToken) =>
        TypedResults.Ok(new FlowsDeleted(await removal.RemoveAsync(caller, body.Ids(), cancellationToken)));
}
