using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using SkillFlaw.WebApi.ApiKeys;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Settings;

namespace SkillFlaw.WebApi.SignIns;

/// <summary>
/// Finds out who makes a request: a bearer token, else an API key in the query or the header, else the cookie (semantics section 1.7). Where
/// OpenAI's clients call, an API key comes first, and may also be the bearer.
/// </summary>
internal sealed class CallerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    Callers callers,
    Tokens tokens,
    ApiKeyUses uses,
    ServerSettings settings,
    AllowedOrigins origins) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "SkillFlaw";

    private const string KeyName = "x-api-key";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // What everybody may call works without a look at the database, which a health check finds out about.
        var endpoint = Context.GetEndpoint()?.Metadata;
        if (endpoint?.GetMetadata<EndpointAccess>() is null or { Access: Access.Public, LooksForCaller: false })
        {
            return AuthenticateResult.NoResult();
        }

        var token = Tokens.BearerOf(Request);
        if (token is not null && endpoint.GetMetadata<BearerKeys>() is null)
        {
            return await ByTokenAsync(token);
        }

        // A key beats a cookie: who sends one means it, and a browser sends the cookie with everything.
        string? key = Request.Query[KeyName].LastOrDefault() is { Length: > 0 } query ? query : Request.Headers[KeyName];
        if (!string.IsNullOrEmpty(key))
        {
            return await ByKeyAsync(key);
        }

        if (token is not null)
        {
            return await (Tokens.IsToken(token) ? ByTokenAsync(token) : ByKeyAsync(token));
        }

        if (Request.Cookies.TryGetValue(SignInCookies.Access, out var cookie) && cookie.Length > 0)
        {
            return origins.AreForeign(Request)
                ? Refuse(StatusCodes.Status403Forbidden, "Requests from other sites are not allowed.")
                : await ByTokenAsync(cookie);
        }

        return settings is { AutoLogin: true, SkipAuthAutoLogin: true } && !origins.AreForeign(Request)
            ? await AsSuperuserAsync()
            : AuthenticateResult.NoResult();
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var refusal = (await HandleAuthenticateOnceSafeAsync()).Failure as RefusedException ?? NoCredentials();
        if (refusal.Status == StatusCodes.Status401Unauthorized)
        {
            Response.Headers.WWWAuthenticate = "Bearer";
        }

        await ApiError.WriteAsync(Context, refusal.Status, refusal.Message);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        ApiError.WriteAsync(Context, StatusCodes.Status403Forbidden, "The user doesn't have enough privileges");

    private async Task<AuthenticateResult> ByTokenAsync(string token)
    {
        var content = await tokens.ReadAsync(token);
        var refusal = content.Refusal ?? (content.Type == Tokens.Access ? null : "Token is invalid.");
        if (refusal is not null)
        {
            return Refuse(StatusCodes.Status401Unauthorized, refusal);
        }

        var caller = await callers.FindByIdAsync(content.UserId, Context.RequestAborted);
        return caller is { IsActive: true } && caller.TokenStamp == content.Stamp
            ? Accept(caller)
            : Refuse(StatusCodes.Status401Unauthorized, "User not found or is inactive.");
    }

    private async Task<AuthenticateResult> ByKeyAsync(string key)
    {
        var holder = await callers.FindByKeyAsync(key, Context.RequestAborted);
        if (holder is null)
        {
            return Refuse(StatusCodes.Status403Forbidden, "Invalid or missing API key");
        }

        if (!holder.Caller.IsActive)
        {
            return Refuse(StatusCodes.Status401Unauthorized, "Inactive user");
        }

        uses.Note(holder.KeyId);
        return Accept(holder.Caller);
    }

    private async Task<AuthenticateResult> AsSuperuserAsync() =>
        await callers.FindSuperuserAsync(Context.RequestAborted) is { } superuser
            ? Accept(superuser)
            : Refuse(StatusCodes.Status400BadRequest, "Missing first superuser credentials");

    private RefusedException NoCredentials() => settings is { AutoLogin: true, SkipAuthAutoLogin: false }
        ? new(
            StatusCodes.Status403Forbidden,
            "Since v1.5, LANGFLOW_AUTO_LOGIN requires a valid API key. Set LANGFLOW_SKIP_AUTH_AUTO_LOGIN=true to skip this check. Please update your authentication method.")
        : new(StatusCodes.Status403Forbidden, "An API key must be passed as query or header");

    private static AuthenticateResult Accept(Caller caller) =>
        AuthenticateResult.Success(new AuthenticationTicket((ClaimsPrincipal)caller.Principal, SchemeName));

    private static AuthenticateResult Refuse(int status, string detail) => AuthenticateResult.Fail(new RefusedException(status, detail));

    private sealed class RefusedException(int status, string detail) : Exception(detail)
    {
        public int Status => status;
    }
}
