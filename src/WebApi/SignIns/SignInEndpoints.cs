using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Users;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Projects;
using SkillFlaw.WebApi.Settings;

namespace SkillFlaw.WebApi.SignIns;

/// <summary>Logging in and out (semantics section 1.7).</summary>
internal static class SignInEndpoints
{
    public static RouteGroupBuilder MapSignIns(this IEndpointRouteBuilder routes)
    {
        var signIns = routes.MapGroup("/api/v1").WithTags("Login").Allow(Access.Public).TakesSmallBodies();

        signIns.MapPost("/login", LogIn).WithName("login").WithSummary("Log in").TakesForm<LoginForm>().ProducesError(400, 401, 429);
        signIns.MapGet("/auto_login", AutoLogIn).WithName("auto_login").WithSummary("Log in without a password, where the server allows it")
            .Produces<AutoLoginError>(400);
        signIns.MapPost("/refresh", Refresh).WithName("refresh_token").WithSummary("Get new tokens for the refresh token in the cookie")
            .ProducesError(401, 403);
        signIns.MapPost("/logout", LogOut).WithName("logout").WithSummary("Log out everywhere");

        return signIns;
    }

    private static async Task<Results<Ok<TokenAnswer>, ApiError>> LogIn(
        HttpContext context,
        IDbContextFactory<SkillFlawDb> databases,
        Passwords passwords,
        SignInLimit limit,
        Tokens tokens,
        SignInCookies cookies,
        AllowedOrigins origins,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var (username, password) = await ReadFormAsync(context, cancellationToken);
        await limit.BeginAsync(context, username);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var key = User.KeyOf(username);
        var user = await database.Users.SingleOrDefaultAsync(each => each.UsernameKey == key, cancellationToken);
        var verdict = await passwords.VerifyAsync(user, password, cancellationToken);
        var isRight = user is not null && verdict is not PasswordVerificationResult.Failed;
        await limit.EndAsync(context, username, isRight);
        if (user is null || !isRight)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return new ApiError(StatusCodes.Status401Unauthorized, "Incorrect username or password");
        }

        if (!user.IsActive)
        {
            return user.LastLoginAt is null
                ? ApiError.BadRequest("Waiting for approval")
                : new ApiError(StatusCodes.Status401Unauthorized, "Inactive user");
        }

        if (verdict is PasswordVerificationResult.SuccessRehashNeeded)
        {
            user.PasswordHash = await passwords.HashAsync(password, cancellationToken);
        }

        var now = clock.GetUtcNow();
        user.LastLoginAt = now;
        if (!await database.Projects.AnyAsync(project => project.UserId == user.Id, cancellationToken))
        {
            database.Projects.Add(DefaultProject.Of(user, now));
        }

        await database.SaveChangesAsync(cancellationToken);

        // A page of another site could log a visitor in as somebody else, and read later what the visitor keeps there.
        return Give(context, Caller.Of(user), tokens, origins.AreForeign(context.Request) ? null : cookies);
    }

    private static async Task<Results<Ok<TokenAnswer>, AutoLoginDisabled, ApiError>> AutoLogIn(
        HttpContext context, ServerSettings settings, AllowedOrigins origins, Callers callers, Tokens tokens, SignInCookies cookies)
    {
        // Deliberately off unless it was switched on, and the server is bound to a loopback address (the settings see to that).
        if (!settings.AutoLogin || origins.AreForeign(context.Request))
        {
            return new AutoLoginDisabled();
        }

        if (await callers.FindSuperuserAsync(context.RequestAborted) is not { } superuser)
        {
            return ApiError.BadRequest("Missing first superuser credentials");
        }

        var token = tokens.Create(superuser, Tokens.Access, TimeSpan.FromDays(365));
        cookies.Set(context, token, null);
        return TypedResults.Ok(new TokenAnswer(token, null, "bearer"));
    }

    private static async Task<Results<Ok<TokenAnswer>, ApiError>> Refresh(
        HttpContext context, AllowedOrigins origins, Callers callers, Tokens tokens, SignInCookies cookies)
    {
        if (origins.AreForeign(context.Request))
        {
            return ApiError.Forbidden("Requests from other sites are not allowed.");
        }

        var token = context.Request.Cookies[SignInCookies.Refresh];
        var content = string.IsNullOrEmpty(token) ? new TokenContent("None") : await tokens.ReadAsync(token);
        var caller = content is { Refusal: null, Type: Tokens.Refresh } ? await callers.FindByIdAsync(content.UserId, context.RequestAborted) : null;
        if (caller is null || caller.TokenStamp != content.Stamp)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return new ApiError(StatusCodes.Status401Unauthorized, "Invalid refresh token");
        }

        return caller.IsActive
            ? Give(context, caller, tokens, cookies)
            : new ApiError(StatusCodes.Status401Unauthorized, "User account is inactive");
    }

    // Logging out revokes: a token that was copied from the cookies is worth nothing any more.
    private static async Task<Ok<LoggedOut>> LogOut(
        HttpContext context,
        AllowedOrigins origins,
        IDbContextFactory<SkillFlawDb> databases,
        Callers callers,
        Tokens tokens,
        SignInCookies cookies,
        CancellationToken cancellationToken)
    {
        if (!origins.AreForeign(context.Request) && await FindUserAsync(context, tokens, cancellationToken) is { } content)
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            if (await database.Users.FindAsync([content.UserId], cancellationToken) is { } user && user.TokenStamp == content.Stamp)
            {
                user.RevokeTokens();
                await database.SaveChangesAsync(cancellationToken);
                callers.Forget(user.Id);
            }
        }

        cookies.Delete(context);
        return TypedResults.Ok(new LoggedOut("Logout successful"));
    }

    private static Ok<TokenAnswer> Give(HttpContext context, Caller caller, Tokens tokens, SignInCookies? cookies)
    {
        var answer = new TokenAnswer(tokens.Create(caller, Tokens.Access), tokens.Create(caller, Tokens.Refresh), "bearer");
        cookies?.Set(context, answer.AccessToken, answer.RefreshToken);
        return TypedResults.Ok(answer);
    }

    private static async Task<TokenContent?> FindUserAsync(HttpContext context, Tokens tokens, CancellationToken cancellationToken)
    {
        string?[] candidates =
        [
            Tokens.BearerOf(context.Request),
            context.Request.Cookies[SignInCookies.Access],
            context.Request.Cookies[SignInCookies.Refresh],
        ];
        foreach (var candidate in candidates)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!string.IsNullOrEmpty(candidate) && await tokens.ReadAsync(candidate) is { Refusal: null } content)
            {
                return content;
            }
        }

        return null;
    }

    private static readonly string[] _loginFields = ["username", "password"];

    private static async Task<(string Username, string Password)> ReadFormAsync(HttpContext context, CancellationToken cancellationToken)
    {
        IFormCollection form;
        try
        {
            form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(cancellationToken) : FormCollection.Empty;
        }
        catch (Exception failure) when (failure is InvalidDataException || (failure is IOException and not BadHttpRequestException))
        {
            throw new ApiException(StatusCodes.Status400BadRequest, "The form cannot be read");
        }

        ValidationError[] errors =
        [
            .. from name in _loginFields
               where !form.ContainsKey(name)
               select new ValidationError("missing", ["body", name], "Field required", null),
        ];
        return errors.Length == 0 ? (form["username"].ToString(), form["password"].ToString()) : throw new RequestInvalidException(errors);
    }
}

/// <summary>What logging in takes, for the description of the API.</summary>
internal sealed record LoginForm(string Username, string Password);

/// <summary>What logging in gives.</summary>
internal sealed record TokenAnswer(string AccessToken, string? RefreshToken, string TokenType);

/// <summary>What logging out gives.</summary>
internal sealed record LoggedOut(string Message);

/// <summary>The error of <c>auto_login</c>, whose detail is an object.</summary>
internal sealed class AutoLoginDisabled : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => ApiError.WriteAsync(httpContext, StatusCodes.Status400BadRequest, writer =>
    {
        writer.WriteStartObject("detail"u8);
        writer.WriteString("message"u8, "Auto login is disabled. Please enable it in the settings");
        writer.WriteBoolean("auto_login"u8, false);
        writer.WriteEndObject();
    });
}

/// <summary>The same, for the description of the API.</summary>
internal sealed record AutoLoginError(AutoLoginOff Detail);

/// <summary>What it says.</summary>
internal sealed record AutoLoginOff(string Message, bool AutoLogin);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(LoggedOut))]
internal sealed partial class SignInJson : JsonSerializerContext;
