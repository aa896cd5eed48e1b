using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Flows;
using SkillFlaw.Storage.Projects;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.Storage.Users;
using SkillFlaw.WebApi.ApiKeys;
using SkillFlaw.WebApi.Projects;
using SkillFlaw.WebApi.Settings;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Start;

/// <summary>Makes what an empty database needs: a tenant, the first superuser with an API key, and the starter flows.</summary>
internal sealed class FirstStart(IDbContextFactory<SkillFlawDb> databases, Passwords passwords, ServerSettings settings, TimeProvider clock)
{
    private const int PasswordBytes = 15;

    /// <summary>Makes it where there is no superuser yet.</summary>
    /// <returns>What is shown once; null where everything was there.</returns>
    public async Task<FirstCredentials?> MakeAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await database.Users.AnyAsync(user => user.IsSuperuser, cancellationToken))
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var password = settings.SuperuserPassword ?? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(PasswordBytes));
        var tenant = await database.Tenants.OrderBy(each => each.CreatedAt).FirstOrDefaultAsync(cancellationToken);
        if (tenant is null)
        {
            tenant = new Tenant { TenantId = Guid.NewGuid(), Name = "Default", CreatedAt = now };
            database.Tenants.Add(tenant);
        }

        var superuser = new User
        {
            TenantId = tenant.TenantId,
            Username = settings.Superuser,
            PasswordHash = await passwords.HashAsync(password, cancellationToken),
            IsSuperuser = true,
            CreatedAt = now,
            UpdatedAt = now,
        };
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        database.Users.Add(superuser);
        try
        {
            await database.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            // Another node is starting on the same database and was faster, or the name is taken.
            await transaction.RollbackAsync(cancellationToken);
            await using var again = await databases.CreateDbContextAsync(cancellationToken);
            return await again.Users.AnyAsync(user => user.IsSuperuser, cancellationToken)
                ? null
                : throw new InvalidSettingsException([$"SKILLFLAW_SUPERUSER: there is a user '{settings.Superuser}' already, who is no superuser; choose another name."]);
        }

        var project = DefaultProject.Of(superuser, now);
        database.Projects.Add(project);
        if (settings.CreateStarterProjects)
        {
            database.Flows.AddRange(StarterFlow.All.Select(starter => ToFlow(starter, superuser, project, now)));
        }

        var (key, value) = NewApiKey.Make(superuser.Id, superuser.TenantId, "first key", now);
        database.ApiKeys.Add(key);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new FirstCredentials(settings.Superuser, settings.SuperuserPassword is null ? password : null, value);
    }

    private static Flow ToFlow(StarterFlow starter, User owner, Project project, DateTimeOffset now) => new()
    {
        Id = Guid.NewGuid(),
        TenantId = owner.TenantId,
        UserId = owner.Id,
        ProjectId = project.Id,
        Name = starter.Name,
        Description = starter.Description,
        EndpointName = starter.EndpointName,
        Icon = starter.Icon,
        Tags = starter.Tags,
        Data = starter.Data,
        CreatedAt = now,
        UpdatedAt = now,
    };
}

/// <summary>What a first start shows once.</summary>
/// <param name="Username">The superuser.</param>
/// <param name="Password">The password that was made; null for one that was given.</param>
/// <param name="ApiKey">The first API key.</param>
internal sealed record FirstCredentials(string Username, string? Password, string ApiKey);
