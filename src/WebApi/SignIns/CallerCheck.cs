using SkillFlaw.WebApi.ApiKeys;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Settings;

namespace SkillFlaw.WebApi.SignIns;

/// <summary>
/// Finds out who makes a request, and lets in who may call the endpoint: a bearer token, else an API key in the query or the header, else the cookie
/// (semantics section 1.7). Where OpenAI's clients call, an API key comes first, and may also be the bearer.
/// </summary>
/// <remarks>
/// In the place of the framework's authentication and authorization, which cost a tenth of a run: there is one way to sign in, and what an
/// endpoint asks for is its <see cref="EndpointAccess"/>.
/// </remarks>
internal sealed class CallerCheck(Callers callers, Tokens tokens, ApiKeyUses uses, ServerSettings settings, AllowedOrigins origins)
{
    private const string KeyName = "x-api-key";

    /// <summary>Lets a request pass, with its caller, or answers it.</summary>
    public Task ServeAsync(HttpContext context, RequestDelegate next)
    {
        // What everybody may call works without a look at the database, which a health check finds out about. What has no access is no endpoint of
        // ours: the start refuses those.
        var endpoint = context.GetEndpoint()?.Metadata;
        var access = endpoint?.GetMetadata<EndpointAccess>();
        if (access is null or { Access: Access.Public, LooksForCaller: false })
        {
            return next(context);
        }

        var finding = FindAsync(context.Request, takesKeysAsBearer: endpoint!.GetMetadata<BearerKeys>() is not null);
        return finding.IsCompletedSuccessfully ? ServeAsync(context, next, access.Access, finding.Result) : WaitAsync();

        async Task WaitAsync() => await ServeAsync(context, next, access.Access, await finding);
    }

    private Task ServeAsync(HttpContext context, RequestDelegate next, Access access, Found found)
    {
        if (found.Caller is { } caller)
        {
            context.User = caller.Principal;
            return access is Access.Superuser && !caller.IsSuperuser
                ? ApiError.WriteAsync(context, StatusCodes.Status403Forbidden, "The user doesn't have enough privileges")
                : next(context);
        }

        if (access is Access.Public)
        {
            return next(context);
        }

        var (status, detail) = found.Refusal ?? NoCredentials();
        if (status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return ApiError.WriteAsync(context, status, detail);
    }

    private ValueTask<Found> FindAsync(HttpRequest request, bool takesKeysAsBearer)
    {
        var cancellationToken = request.HttpContext.RequestAborted;
        var token = Tokens.BearerOf(request);
        if (token is not null && !takesKeysAsBearer)
        {
            return ByTokenAsync(token, cancellationToken);
        }

        // A key beats a cookie: who sends one means it, and a browser sends the cookie with everything.
        string? key = request.Query[KeyName] is [.., { Length: > 0 } query] ? query : request.Headers[KeyName];
        if (!string.IsNullOrEmpty(key))
        {
            return ByKeyAsync(key, cancellationToken);
        }

        if (token is not null)
        {
            return Tokens.IsToken(token) ? ByTokenAsync(token, cancellationToken) : ByKeyAsync(token, cancellationToken);
        }

        if (request.Cookies.TryGetValue(SignInCookies.Access, out var cookie) && cookie.Length > 0)
        {
            return origins.AreForeign(request)
                ? ValueTask.FromResult(Refuse(StatusCodes.Status403Forbidden, "Requests from other sites are not allowed."))
                : ByTokenAsync(cookie, cancellationToken);
        }

        return settings is { AutoLogin: true, SkipAuthAutoLogin: true } && !origins.AreForeign(request)
            ? AsSuperuserAsync(cancellationToken)
            : ValueTask.FromResult(default(Found));
    }

    private async ValueTask<Found> ByTokenAsync(string token, CancellationToken cancellationToken)
    {
        var content = await tokens.ReadAsync(token);
        var refusal = content.Refusal ?? (content.Type == Tokens.Access ? null : "Token is invalid.");
        if (refusal is not null)
        {
            return Refuse(StatusCodes.Status401Unauthorized, refusal);
        }

        var caller = await callers.FindByIdAsync(content.UserId, cancellationToken);
        return caller is { IsActive: true } && caller.TokenStamp == content.Stamp
            ? new Found(caller, null)
            : Refuse(StatusCodes.Status401Unauthorized, "User not found or is inactive.");
    }

    private async ValueTask<Found> ByKeyAsync(string key, CancellationToken cancellationToken)
    {
        var holder = await callers.FindByKeyAsync(key, cancellationToken);
        if (holder is null)
        {
            return Refuse(StatusCodes.Status403Forbidden, "Invalid or missing API key");
        }

        if (!holder.Caller.IsActive)
        {
            return Refuse(StatusCodes.Status401Unauthorized, "Inactive user");
        }

        uses.Note(holder.KeyId);
        return new Found(holder.Caller, null);
    }

    private async ValueTask<Found> AsSuperuserAsync(CancellationToken cancellationToken) =>
        await callers.FindSuperuserAsync(cancellationToken) is { } superuser
            ? new Found(superuser, null)
            : Refuse(StatusCodes.Status400BadRequest, "Missing first superuser credentials");

    private Refusal NoCredentials() => settings is { AutoLogin: true, SkipAuthAutoLogin: false }
        ? new(
            StatusCodes.Status403Forbidden,
            "Since v1.5, LANGFLOW_AUTO_LOGIN requires a valid API key. Set LANGFLOW_SKIP_AUTH_AUTO_LOGIN=true to skip this check. Please update your authentication method.")
        : new(StatusCodes.Status403Forbidden, "An API key must be passed as query or header");

    private static Found Refuse(int status, string detail) => new(null, new Refusal(status, detail));

    private sealed record Refusal(int Status, string Detail);

    // Neither: there are no credentials.
    private readonly record struct Found(Caller? Caller, Refusal? Refusal);
}
