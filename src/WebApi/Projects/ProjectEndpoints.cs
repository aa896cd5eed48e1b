using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Flows;
using SkillFlaw.Storage.Projects;
using SkillFlaw.Storage.Secrets;
using SkillFlaw.WebApi.Flows;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Projects;

/// <summary>A user's projects, which are folders of flows (semantics section 6.2).</summary>
internal static class ProjectEndpoints
{
    private const string NotFound = "Project not found";

    public static IEndpointRouteBuilder MapProjects(this IEndpointRouteBuilder routes)
    {
        var projects = routes.MapGroup("/api/v1/projects").WithTags("Projects").InOwnTenant();
        projects.MapPost("/", Create).Allow(Access.User).WithName("create_project").WithSummary("Create a project")
            .Takes<ProjectBody>().ProducesError(404, 422);
        projects.MapGet("/", List).Allow(Access.User).WithName("read_projects").WithSummary("List projects").ProducesError(422);
        projects.MapGet("/{project_id}", Read).Allow(Access.Owner).WithName("read_project").WithSummary("Read a project and its flows")
            .Produces<ProjectPage>().ProducesError(404, 422);
        projects.MapPatch("/{project_id}", Update).Allow(Access.Owner).WithName("update_project").WithSummary("Change a project")
            .Takes<ProjectBody>().ProducesError(400, 404, 422);
        projects.MapDelete("/{project_id}", Delete).Allow(Access.Owner).WithName("delete_project").WithSummary("Delete a project and its flows")
            .ProducesError(404, 422);
        projects.MapProjectFiles();
        routes.MapLegacyFolders();
        return routes;
    }

    private static async Task<Created<ProjectAnswer>> Create(
        JsonBody body, Scope scope, Caller caller, NewProjects projects, SecretBox secrets, CancellationToken cancellationToken)
    {
        var made = await projects.AddAsync(caller, ProjectBody.Read(body.Fields), scope, cancellationToken);
        return TypedResults.Created((string?)null, ProjectAnswer.Of(made, caller, secrets));
    }

    // The default project is the first, whatever else is asked for.
    private static async Task<Ok<IReadOnlyList<ProjectAnswer>>> List(
        [FromQuery(Name = "sort_by")] string? sortBy,
        [FromQuery(Name = "sort_order")] string? sortOrder,
        Caller caller,
        IDbContextFactory<SkillFlawDb> databases,
        SecretBox secrets,
        CancellationToken cancellationToken)
    {
        RequestInvalidException.ThrowIfAny(ValidationError.NoneOf("sort_order", sortOrder, "asc", "desc"));
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var sorted = Sort(database.Projects.AsNoTracking().OfCaller(caller), sortBy, sortOrder == "asc");
        var projects = await sorted.ThenBy(project => project.Id).ToListAsync(cancellationToken);
        return TypedResults.Ok<IReadOnlyList<ProjectAnswer>>([.. projects.Select(project => ProjectAnswer.Of(project, caller, secrets))]);
    }

    private static IOrderedQueryable<Project> Sort(IQueryable<Project> projects, string? sortBy, bool isRising)
    {
        var ordered = projects.OrderBy(project => project.Name != DefaultProject.Name);
        return (sortBy, isRising) switch
        {
            ("name", true) => ordered.ThenBy(project => project.Name),
            ("name", false) => ordered.ThenByDescending(project => project.Name),
            ("utime" or "updated_at", true) => ordered.ThenBy(project => project.UpdatedAt),
            ("utime" or "updated_at", false) => ordered.ThenByDescending(project => project.UpdatedAt),
            ("ctime" or "created_at", false) => ordered.ThenByDescending(project => project.CreatedAt),
            _ => ordered.ThenBy(project => project.CreatedAt),
        };
    }

    private static async Task<IResult> Read(
        [FromRoute(Name = "project_id")] Guid projectId,
        [AsParameters] ProjectQuery query,
        Caller caller,
        IDbContextFactory<SkillFlawDb> databases,
        FlowReading flows,
        SecretBox secrets,
        CancellationToken cancellationToken)
    {
        var paging = Paging.Of(query.Page, query.Size);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var project = await database.Projects.AsNoTracking().OfCaller(caller)
            .SingleOrDefaultAsync(each => each.Id == projectId, cancellationToken);
        if (project is null)
        {
            return ApiError.NotFound(NotFound);
        }

        var answer = ProjectAnswer.Of(project, caller, secrets);
        if (query.IsPaged)
        {
            var page = await PageAsync(database, projectId, query, paging, caller, flows, cancellationToken);
            return new StreamedJson<ProjectPage>(new ProjectPage(answer, answer, page));
        }

        var all = await flows.ListAsync(caller, own => NewestOf(own, projectId), cancellationToken);
        return new StreamedJson<ProjectWithFlows>(new ProjectWithFlows(answer, flows.ReadAsync(caller, all, cancellationToken)));
    }

    private static async Task<FlowPage> PageAsync(
        SkillFlawDb database, Guid projectId, ProjectQuery query, Paging paging, Caller caller, FlowReading flows, CancellationToken cancellationToken)
    {
        var total = await query.Filter(NewestOf(database.Flows.AsNoTracking().OfCaller(caller), projectId)).CountAsync(cancellationToken);
        var ids = await flows.ListAsync(
            caller, own => query.Filter(NewestOf(own, projectId)).Skip(paging.Skip).Take(paging.Size), cancellationToken);
        return new FlowPage(flows.ReadAsync(caller, ids, cancellationToken), total, paging.Page, paging.Size, paging.PagesOf(total));
    }

    private static IQueryable<Flow> NewestOf(IQueryable<Flow> own, Guid projectId) =>
        own.Where(flow => flow.ProjectId == projectId).OrderByDescending(flow => flow.UpdatedAt).ThenBy(flow => flow.Id);

    // Which flows are in it is changed by moving flows; what the body says of that has never been read.
    private static async Task<Results<Ok<ProjectAnswer>, ApiError>> Update(
        [FromRoute(Name = "project_id")] Guid projectId,
        JsonBody body,
        Caller caller,
        IDbContextFactory<SkillFlawDb> databases,
        SecretBox secrets,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var changes = ProjectBody.Read(body.Fields);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var project = await database.Projects.OfCaller(caller).SingleOrDefaultAsync(each => each.Id == projectId, cancellationToken);
        if (project is null)
        {
            return ApiError.NotFound(NotFound);
        }

        await NewProjects.CheckParentAsync(database, caller, changes, cancellationToken);
        changes.ApplyTo(project, secrets);
        project.Name = changes.Name ?? project.Name;
        (project.UpdatedAt, project.ModifiedBy) = (clock.GetUtcNow(), caller.UserId);
        try
        {
            await database.SaveChangesAsync(cancellationToken);
            return TypedResults.Ok(ProjectAnswer.Of(project, caller, secrets));
        }
        catch (DbUpdateConcurrencyException)
        {
            return ApiError.NotFound(NotFound);
        }
        catch (DbUpdateException failure) when (failure.DuplicateProperty() is { } property)
        {
            return ApiError.BadRequest(DuplicateName.Explain(property));
        }
    }

    private static async Task<Results<NoContent, ApiError>> Delete(
        [FromRoute(Name = "project_id")] Guid projectId,
        Caller caller,
        IDbContextFactory<SkillFlawDb> databases,
        FlowReading flows,
        FlowRemoval removal,
        CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var project = database.Projects.OfCaller(caller).Where(each => each.Id == projectId);
        if (!await project.AnyAsync(cancellationToken))
        {
            return ApiError.NotFound(NotFound);
        }

        var contents = await flows.ListAsync(caller, own => own.Where(flow => flow.ProjectId == projectId), cancellationToken);
        await removal.RemoveAsync(caller, contents, cancellationToken);
        await database.Projects.OfCaller(caller).Where(each => each.ParentId == projectId)
            .ExecuteUpdateAsync(child => child.SetProperty(each => each.ParentId, (Guid?)null), cancellationToken);
        await project.ExecuteDeleteAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
