using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Projects;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.Storage.Users;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Projects;

/// <summary>The project that a user's flows are in when nobody says another.</summary>
internal static class DefaultProject
{
    public const string Name = "Starter Project";

    private const string Description = "Manage your own projects. Download and upload projects.";

    /// <summary>A new user's project.</summary>
    public static Project Of(User user, DateTimeOffset now) => New(user.TenantId, user.Id, now);

    /// <summary>The caller's project, made where it is missing and saved with the unit of work.</summary>
    public static async Task<Guid> FindAsync(SkillFlawDb database, Caller caller, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var project = await database.Projects.OfTenant(caller.TenantId)
            .SingleOrDefaultAsync(each => each.UserId == caller.UserId && each.Name == Name, cancellationToken);
        if (project is null)
        {
            project = New(caller.TenantId, caller.UserId, now);
            database.Projects.Add(project);
        }

        return project.Id;
    }

    private static Project New(Guid tenantId, int userId, DateTimeOffset now) => new()
    {
        Id = Guid.NewGuid(),
        TenantId = tenantId,
        UserId = userId,
        Name = Name,
        Description = Description,
        CreatedAt = now,
        UpdatedAt = now,
    };
}
