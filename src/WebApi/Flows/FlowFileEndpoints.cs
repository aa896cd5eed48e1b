using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Flows;

/// <summary>Several flows at once, and flows as files (semantics section 6.1).</summary>
internal static class FlowFileEndpoints
{
    public static void MapFlowFiles(this RouteGroupBuilder flows)
    {
        flows.MapPost("/batch/", CreateSeveral).Allow(Access.User).WithName("create_flows").WithSummary("Create flows, all or none")
            .Takes<FlowsBody>().ProducesError(400, 404, 422);
        flows.MapPost("/upload/", Upload).Allow(Access.User).WithName("upload_flows").WithSummary("Create flows from a JSON file or a ZIP archive")
            .TakesFile().ProducesError(400, 404, 413, 422);
        flows.MapPost("/download/", Download).Allow(Access.Owner).WithName("download_flows").WithSummary("Get flows as files")
            .Takes<IReadOnlyList<Guid>>().Produces<FlowAnswer>().Produces(200, contentType: FlowZip.ContentType).ProducesError(404, 422);
    }

    /// <summary>The flows in a file's documents: each is one, or has several.</summary>
    public static IReadOnlyList<FlowBody> ReadFlows(IEnumerable<JsonElement> documents)
    {
        var flows = new List<FlowBody>();
        foreach (var document in documents)
        {
            var fields = new JsonFields(document);
            flows.AddRange(fields.Peek("flows") is null ? [FlowBody.ReadNew(fields)] : ReadList(fields));
            fields.Check();
        }

        return flows.Count <= FlowFile.MostFlows
            ? flows
            : throw new ApiException(StatusCodes.Status413PayloadTooLarge, $"There are more than {FlowFile.MostFlows} flows in the file.");
    }

    /// <summary>The flows in the list of an object.</summary>
    public static IReadOnlyList<FlowBody> ReadList(JsonFields fields)
    {
        fields.Require("flows");
        return [.. fields.Objects("flows", FlowFile.MostFlows)?.Select(FlowBody.ReadNew) ?? []];
    }

    /// <summary>The time at the beginning of a file's name, as the server's clock shows it.</summary>
    public static string TimeOf(TimeProvider clock) => clock.GetLocalNow().ToString("yyyyMMdd_HHmmss", CultureInfo.InvariantCulture);

    /// <summary>The answer to who has made several flows.</summary>
    public static Created<IReadOnlyList<FlowAnswer>> Created(IReadOnlyList<Storage.Flows.Flow> flows, Caller caller) =>
        TypedResults.Created<IReadOnlyList<FlowAnswer>>((string?)null, [.. flows.Select(flow => FlowAnswer.Of(flow, caller.Username))]);

    private static async Task<Created<IReadOnlyList<FlowAnswer>>> CreateSeveral(
        JsonBody body, Scope scope, Caller caller, NewFlows flows, CancellationToken cancellationToken)
    {
        var fields = body.Fields;
        var bodies = ReadList(fields).Select(flow => flow with { BusinessId = flow.BusinessId ?? scope.BusinessId, IsSelf = flow.IsSelf ?? scope.IsSelf });
        fields.Check();
        var made = await flows.AddAsync(caller, [.. bodies], NewFlowRules.Batch, cancellationToken);
        return Created(made, caller);
    }

    private static async Task<Created<IReadOnlyList<FlowAnswer>>> Upload(
        UploadedFile file,
        [FromQuery(Name = "project_id")] Guid? projectId,
        [FromQuery(Name = "folder_id")] Guid? folderId,
        Caller caller,
        NewFlows flows,
        IDbContextFactory<SkillFlawDb> databases,
        CancellationToken cancellationToken)
    {
        var project = projectId ?? folderId;
        await using (var database = await databases.CreateDbContextAsync(cancellationToken))
        {
            if (project is not null && !await database.Projects.OfCaller(caller).AnyAsync(each => each.Id == project, cancellationToken))
            {
                throw new ApiException(StatusCodes.Status404NotFound, "Project not found");
            }
        }

        var bodies = ReadFlows(await FlowFile.ReadAsync(file, cancellationToken));
        return Created(await flows.AddAsync(caller, bodies, NewFlowRules.Upload with { ProjectId = project }, cancellationToken), caller);
    }

    private static async Task<IResult> Download(
        JsonBody body, Caller caller, FlowReading flows, TimeProvider clock, CancellationToken cancellationToken)
    {
        var wanted = body.Ids().Distinct().ToList();
        var found = new List<Guid>();
        foreach (var some in wanted.Chunk(FlowFile.MostFlows))
        {
            found.AddRange(await flows.ListAsync(caller, own => own.Where(flow => some.Contains(flow.Id)).OrderBy(flow => flow.Name), cancellationToken));
        }

        return found.Count switch
        {
            0 => ApiError.NotFound("No flows found."),
            1 => await flows.FindAsync(caller, found[0], cancellationToken) is { } flow
                ? TypedResults.Ok(flow.WithoutKeys())
                : ApiError.NotFound("No flows found."),
            _ => new FlowZip($"attachment; filename={TimeOf(clock)}_skillflaw_flows.zip", flows.ReadAsync(caller, found, cancellationToken)),
        };
    }
}

/// <summary>Several flows.</summary>
internal sealed record FlowsBody(IReadOnlyList<FlowBody> Flows);
