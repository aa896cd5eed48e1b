using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Projects;
using SkillFlaw.Storage.Secrets;
using SkillFlaw.WebApi.Flows;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Settings;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Projects;

/// <summary>Stores new projects of a caller.</summary>
internal sealed class NewProjects(
    OwnerTurn turns, NewFlows flows, FlowDirectory directory, SecretBox secrets, ServerSettings settings, TimeProvider clock)
{
    private static readonly RawJson _byApiKey = new("""{"auth_type":"apikey"}""");

    /// <summary>Stores a project and moves flows of the caller into it.</summary>
    public async Task<Project> AddAsync(Caller caller, ProjectBody body, Scope scope, CancellationToken cancellationToken)
    {
        HashSet<Guid> moved = [.. body.FlowsList ?? [], .. body.ComponentsList ?? []];
        var project = await turns.TakeAsync(
            caller,
            async database =>
            {
                await CheckParentAsync(database, caller, body, cancellationToken);
                var made = await AddAsync(database, caller, body, scope, cancellationToken);
                await database.SaveChangesAsync(cancellationToken);
                foreach (var some in moved.Chunk(FlowFile.MostFlows))
                {
                    await database.Flows.OfCaller(caller).Where(flow => some.Contains(flow.Id))
                        .ExecuteUpdateAsync(flow => flow.SetProperty(each => each.ProjectId, made.Id), cancellationToken);
                }

                return made;
            },
            cancellationToken);
        directory.Forget(moved);
        return project;
    }

    /// <summary>Stores a project with new flows.</summary>
    public Task<IReadOnlyList<Storage.Flows.Flow>> AddAsync(
        Caller caller, ProjectBody body, Scope scope, IReadOnlyList<FlowBody> contents, CancellationToken cancellationToken) => turns.TakeAsync(
        caller,
        async database =>
        {
            var project = await AddAsync(database, caller, body, scope, cancellationToken);
            return await flows.AddAsync(database, caller, contents, NewFlowRules.Upload with { ProjectId = project.Id }, cancellationToken);
        },
        cancellationToken);

    /// <summary>Refuses a parent that is no project of the caller.</summary>
    public static async Task CheckParentAsync(SkillFlawDb database, Caller caller, ProjectBody body, CancellationToken cancellationToken)
    {
        if (body.ParentId is { } parent && !await database.Projects.OfCaller(caller).AnyAsync(project => project.Id == parent, cancellationToken))
        {
            throw new ApiException(StatusCodes.Status404NotFound, "Parent project not found");
        }
    }

    private async Task<Project> AddAsync(SkillFlawDb database, Caller caller, ProjectBody body, Scope scope, CancellationToken cancellationToken)
    {
        var taken = await database.Projects.AsNoTracking().OfCaller(caller).Select(project => project.Name).ToListAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var made = new Project
        {
            Id = Guid.NewGuid(),
            TenantId = caller.TenantId,
            UserId = caller.UserId,
            Name = NumberedName.FreeOf(body.Name ?? "", taken.ToHashSet(), " (", ")"),
            BusinessId = scope.BusinessId ?? 0,
            IsSelf = scope.IsSelf ?? false,
            CreatedAt = now,
            UpdatedAt = now,
        };
        (settings.AutoLogin ? body : body with { AuthSettings = body.AuthSettings ?? _byApiKey }).ApplyTo(made, secrets);
        database.Projects.Add(made);
        return made;
    }
}
