using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.Storage.Users;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Monitor;
using SkillFlaw.WebApi.Projects;
using SkillFlaw.WebApi.Settings;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Users;

/// <summary>Who may use the server (semantics section 6.4). A superuser manages the users of the own tenant; others are not found.</summary>
internal static class UserEndpoints
{
    private const string NotFound = "User not found";
    private const string NameTaken = "This username is unavailable.";

    public static RouteGroupBuilder MapUsers(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/api/v1/users").WithTags("Users").TakesSmallBodies();

        users.MapPost("/", AddUser).Allow(Access.Superuser)
            .WithName("add_user").WithSummary("Add a user").Takes<NewUserBody>().ProducesError(400, 403, 422);
        users.MapGet("/", ListUsers).Allow(Access.Superuser)
            .WithName("read_all_users").WithSummary("List the users").ProducesError(403, 422);
        users.MapGet("/whoami", WhoAmI).Allow(Access.User)
            .WithName("read_current_user").WithSummary("Read the user who asks").ProducesError(403, 404);
        users.MapPatch("/{user_id}", ChangeUser).Allow(Access.Owner)
            .WithName("patch_user").WithSummary("Change a user").Takes<UserChangesBody>().ProducesError(400, 403, 404, 422);
        users.MapPatch("/{user_id}/reset-password", ResetPassword).Allow(Access.Owner)
            .WithName("reset_password").WithSummary("Choose another password").Takes<NewPasswordBody>().ProducesError(400, 403, 404, 422);
        users.MapDelete("/{user_id}", DeleteUser).Allow(Access.Superuser)
            .WithName("delete_user").WithSummary("Delete a user with all that is theirs").ProducesError(400, 403, 404, 422);

        return users;
    }

    private static async Task<Results<Created<UserAnswer>, ApiError>> AddUser(
        JsonBody json,
        Caller caller,
        IDbContextFactory<SkillFlawDb> databases,
        Passwords passwords,
        ServerSettings settings,
        UserLog log,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var body = NewUserBody.Read(json.Fields);
        var now = clock.GetUtcNow();
        var user = new User
        {
            TenantId = caller.TenantId,
            Username = body.Username,
            Nickname = body.Nickname,
            PasswordHash = await passwords.HashAsync(body.Password, cancellationToken),
            IsActive = settings.NewUserIsActive,
            CreatedAt = now,
            UpdatedAt = now,
        };
        user.Optins = body.Optins?.GetRawText() ?? user.Optins;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        database.Users.Add(user);
        if (!await TrySaveAsync(databases, database, user, cancellationToken))
        {
            return ApiError.BadRequest(NameTaken);
        }

        database.Projects.Add(DefaultProject.Of(user, now));
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        log.Made(user.Id, caller.UserId);
        return TypedResults.Created((string?)null, UserAnswer.Of(user));
    }

    private static async Task<Ok<UserListAnswer>> ListUsers(
        [AsParameters] UserQuery query, Caller caller, IDbContextFactory<SkillFlawDb> databases, CancellationToken cancellationToken)
    {
        query.Check();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var (total, page) = await query.ReadAsync(database, caller, cancellationToken);
        return TypedResults.Ok(new UserListAnswer(total, [.. page.Select(UserAnswer.Of)]));
    }

    private static async Task<Results<Ok<UserAnswer>, ApiError>> WhoAmI(
        Caller caller, IDbContextFactory<SkillFlawDb> databases, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await FindAsync(database, caller, caller.UserId, cancellationToken) is { } user
            ? TypedResults.Ok(UserAnswer.Of(user))
            : ApiError.NotFound(NotFound);
    }

    private static async Task<Results<Ok<UserAnswer>, ApiError>> ChangeUser(
        [FromRoute(Name = "user_id")] int userId,
        JsonBody json,
        Caller caller,
        IDbContextFactory<SkillFlawDb> databases,
        Passwords passwords,
        Callers callers,
        UserLog log,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var body = UserChangesBody.Read(json.Fields);
        if (userId != caller.UserId && !caller.IsSuperuser)
        {
            return ApiError.Forbidden("Permission denied");
        }

        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(database, caller, userId, cancellationToken) is not { } user)
        {
            return ApiError.NotFound(NotFound);
        }

        if (UserChange.Refuse(body, user, caller) is { } refusal)
        {
            return refusal;
        }

        var change = new UserChange(user);
        body.ApplyTo(user);
        if (!string.IsNullOrEmpty(body.Password))
        {
            user.PasswordHash = await passwords.HashAsync(body.Password, cancellationToken);
        }

        change.RevokeTokens();
        user.UpdatedAt = clock.GetUtcNow();
        if (!await TrySaveAsync(databases, database, user, cancellationToken))
        {
            return ApiError.BadRequest(NameTaken);
        }

        callers.Forget(user.Id);
        change.Tell(log, caller);
        return TypedResults.Ok(UserAnswer.Of(user));
    }

    private static async Task<Results<Ok<UserAnswer>, ApiError>> ResetPassword(
        [FromRoute(Name = "user_id")] int userId,
        JsonBody json,
        Caller caller,
        IDbContextFactory<SkillFlawDb> databases,
        Passwords passwords,
        Callers callers,
        UserLog log,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var body = NewPasswordBody.Read(json.Fields);
        if (userId != caller.UserId)
        {
            return ApiError.BadRequest("You can't change another user's password");
        }

        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(database, caller, userId, cancellationToken) is not { } user)
        {
            return ApiError.NotFound(NotFound);
        }

        if (await passwords.VerifyAsync(user, body.Password, cancellationToken) is not PasswordVerificationResult.Failed)
        {
            return ApiError.BadRequest("You can't use your current password");
        }

        user.PasswordHash = await passwords.HashAsync(body.Password, cancellationToken);
        user.ResetPassword = false;
        user.RevokeTokens();
        user.UpdatedAt = clock.GetUtcNow();
        await database.SaveChangesAsync(cancellationToken);
        callers.Forget(user.Id);
        log.PasswordChanged(user.Id, caller.UserId);
        return TypedResults.Ok(UserAnswer.Of(user));
    }

    private static async Task<Results<Ok<UserDeleted>, ApiError>> DeleteUser(
        [FromRoute(Name = "user_id")] int userId,
        Caller caller,
        IDbContextFactory<SkillFlawDb> databases,
        Callers callers,
        SessionWindows windows,
        UserLog log,
        CancellationToken cancellationToken)
    {
        if (userId == caller.UserId)
        {
            return ApiError.BadRequest("You can't delete your own user account");
        }

        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(database, caller, userId, cancellationToken) is not { } user)
        {
            return ApiError.NotFound(NotFound);
        }

        await UserRemoval.RemoveAsync(database, user, callers, windows, cancellationToken);
        log.Deleted(userId, caller.UserId);
        return TypedResults.Ok(new UserDeleted("User deleted"));
    }

    private static Task<User?> FindAsync(SkillFlawDb database, Caller caller, int userId, CancellationToken cancellationToken) =>
        database.Users.OfTenant(caller.TenantId).SingleOrDefaultAsync(user => user.Id == userId, cancellationToken);

    /// <summary>Saves, unless somebody else has the name.</summary>
    private static async Task<bool> TrySaveAsync(
        IDbContextFactory<SkillFlawDb> databases, SkillFlawDb database, User user, CancellationToken cancellationToken)
    {
        if (await IsTakenAsync(database, user, cancellationToken))
        {
            return false;
        }

        try
        {
            await database.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException failure) when (failure is not DbUpdateConcurrencyException)
        {
            // Another request may have been faster. The failed context can tell nothing any more.
            await using var again = await databases.CreateDbContextAsync(cancellationToken);
            if (await IsTakenAsync(again, user, cancellationToken))
            {
                return false;
            }

            throw;
        }
    }

    // Over all tenants: the name alone says who logs in.
    private static Task<bool> IsTakenAsync(SkillFlawDb database, User user, CancellationToken cancellationToken) =>
        database.Users.AnyAsync(each => each.UsernameKey == user.UsernameKey && each.Id != user.Id, cancellationToken);
}
