using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Flows;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Start;

namespace SkillFlaw.WebApi.Flows;

/// <summary>The flows that everybody may read: those to begin with, and those that their owner has made public.</summary>
internal static class FlowExamples
{
    // Clients of old read this text where there is no name.
    private const string NoEndpointName = "None";

    private static readonly Lazy<IReadOnlyList<FlowAnswer>> _examples = new(() => [.. StarterFlow.All.Select(ToExample)]);

    private static readonly Lazy<IReadOnlyList<StarterProject>> _starters = new(() =>
    [
        .. StarterFlow.All.Select(starter => new StarterProject(
            new RawJson(starter.Data), false, starter.Name, starter.Description ?? "", starter.EndpointName ?? NoEndpointName)),
    ]);

    public static void MapFlowExamples(this IEndpointRouteBuilder routes)
    {
        var examples = routes.MapGroup("/api/v1").WithTags("Flows");
        examples.MapGet("/flows/public_flow/{flow_id}", ReadPublic).Allow(Access.Public).WithName("read_public_flow")
            .WithSummary("Read a flow that its owner has made public").ProducesError(403, 422);
        examples.MapGet("/flows/basic_examples/", Examples).Allow(Access.Public).WithName("read_basic_examples").WithSummary("List the example flows");
        examples.MapGet("/starter-projects/", Starters).Allow(Access.User).WithName("get_starter_projects").WithSummary("List the flows to begin with");
    }

    private static StreamedJson<IReadOnlyList<FlowAnswer>> Examples() => new(_examples.Value);

    private static StreamedJson<IReadOnlyList<StarterProject>> Starters() => new(_starters.Value);

    // What is read by everybody is read without any password in it, and without its owner's name. Nobody is known here: a flow for some is
    // for its owner, who reads it as a flow of theirs.
    private static async Task<Results<Ok<FlowAnswer>, ApiError>> ReadPublic(
        [FromRoute(Name = "flow_id")] Guid flowId, IDbContextFactory<SkillFlawDb> databases, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var flow = await database.Flows.AsNoTracking()
            .SingleOrDefaultAsync(each => each.Id == flowId && each.AccessType == FlowAccess.Public, cancellationToken);
        return flow is null
            ? ApiError.Forbidden("Flow is not public")
            : TypedResults.Ok(FlowAnswer.Of(flow, creatorName: null) with { Data = new RawJson(FlowSecrets.RemoveAll(flow.Data)) });
    }

    private static FlowAnswer ToExample(StarterFlow starter) => new()
    {
        Id = starter.Id,
        Name = starter.Name,
        Description = starter.Description,
        EndpointName = starter.EndpointName,
        Icon = starter.Icon,
        Tags = new RawJson(starter.Tags),
        Data = new RawJson(starter.Data),
        UpdatedAt = DateTimeOffset.UnixEpoch,
        CreateAt = DateTimeOffset.UnixEpoch,
    };
}
