using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.WebApi.Flows;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Projects;

/// <summary>Projects as files (semantics section 6.2).</summary>
internal static class ProjectFileEndpoints
{
    private const int LongestName = 200;

    public static void MapProjectFiles(this RouteGroupBuilder projects)
    {
        projects.MapGet("/download/{project_id}", Download).Allow(Access.Owner).WithName("download_project")
            .WithSummary("Get the flows of a project as an archive").Produces(200, contentType: FlowZip.ContentType).ProducesError(404, 422);
        projects.MapPost("/upload/", Upload).Allow(Access.User).WithName("upload_project").WithSummary("Create a project with flows from a file")
            .TakesFile().ProducesError(400, 413, 422);
    }

    private static async Task<IResult> Download(
        [FromRoute(Name = "project_id")] Guid projectId,
        Caller caller,
        IDbContextFactory<SkillFlawDb> databases,
        FlowReading flows,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var name = await database.Projects.AsNoTracking().OfCaller(caller)
            .Where(project => project.Id == projectId).Select(project => project.Name).SingleOrDefaultAsync(cancellationToken);
        if (name is null)
        {
            return ApiError.NotFound("Project not found");
        }

        var contents = await flows.ListAsync(
            caller, own => own.Where(flow => flow.ProjectId == projectId).OrderBy(flow => flow.Name), cancellationToken);
        var file = Uri.EscapeDataString($"{FlowFileEndpoints.TimeOf(clock)}_{name}_flows.zip");
        return contents.Count == 0
            ? ApiError.NotFound("No flows found in project")
            : new FlowZip($"attachment; filename*=UTF-8''{file}", flows.ReadAsync(caller, contents, cancellationToken));
    }

    private static async Task<Results<Created<IReadOnlyList<FlowAnswer>>, ApiError>> Upload(
        UploadedFile file, Scope scope, Caller caller, NewProjects projects, CancellationToken cancellationToken)
    {
        var isArchive = FlowFile.IsArchive(file);
        var documents = await FlowFile.ReadAsync(file, cancellationToken);
        if (!isArchive && IsEmpty(documents[0]))
        {
            return ApiError.BadRequest("No flows found in the file");
        }

        var fields = isArchive ? null : new JsonFields(documents[0]);
        if (fields is not null && fields.Peek("flows") is null)
        {
            return ApiError.BadRequest("No flows found in the data");
        }

        var project = fields is null ? new ProjectBody { Name = NameOf(file) } : ReadProject(fields);
        var made = await projects.AddAsync(caller, project, scope, FlowFileEndpoints.ReadFlows(documents), cancellationToken);
        return FlowFileEndpoints.Created(made, caller);
    }

    private static bool IsEmpty(JsonElement document) => document.ValueKind switch
    {
        JsonValueKind.Object => !document.EnumerateObject().Any(),
        JsonValueKind.Array => document.GetArrayLength() == 0,
        JsonValueKind.Null => true,
        _ => false,
    };

    // Langflow calls a project a folder.
    private static ProjectBody ReadProject(JsonFields fields)
    {
        var kind = fields.Has("project_name") ? "project" : "folder";
        fields.Require($"{kind}_name");
        var body = new ProjectBody { Name = ProjectBody.ReadName(fields, $"{kind}_name"), Description = fields.Text($"{kind}_description") };
        fields.Check();
        return body;
    }

    // An archive says nothing of its project but by its own name.
    private static string NameOf(UploadedFile file)
    {
        var name = file.Name[(file.Name.LastIndexOfAny(['/', '\\']) + 1)..];
        name = name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;
        return name.Length is > 0 and <= LongestName ? name : "Project";
    }
}
