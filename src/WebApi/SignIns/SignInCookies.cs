using SkillFlaw.WebApi.Settings;

namespace SkillFlaw.WebApi.SignIns;

/// <summary>
/// The cookies of a browser that has logged in. Other than in Langflow the refresh cookie is SameSite=Lax. The access cookie can be read by
/// scripts, because the editor does.
/// </summary>
internal sealed class SignInCookies(ServerSettings settings, TimeProvider clock)
{
    public const string Access = "access_token_lf";
    public const string Refresh = "refresh_token_lf";
    public const string StoreKey = "apikey_tkn_lflw";

    public void Set(HttpContext context, string accessToken, string? refreshToken)
    {
        Append(context, Access, accessToken, refreshToken is null ? null : settings.AccessTokenLifetime);
        Append(context, StoreKey, refreshToken is null ? "" : "None", null);
        if (refreshToken is not null)
        {
            Append(context, Refresh, refreshToken, settings.RefreshTokenLifetime);
        }
    }

    public void Delete(HttpContext context)
    {
        foreach (var name in new[] { Access, Refresh, StoreKey })
        {
            context.Response.Cookies.Delete(name, Options(context, name, null));
        }
    }

    private void Append(HttpContext context, string name, string value, TimeSpan? lifetime) =>
        context.Response.Cookies.Append(name, value, Options(context, name, lifetime));

    // Over plain HTTP, which a server on one's own machine has, a browser would not send a Secure cookie back.
    private CookieOptions Options(HttpContext context, string name, TimeSpan? lifetime) => new()
    {
        Path = "/",
        HttpOnly = name == Refresh,
        Secure = context.Request.IsHttps,
        SameSite = SameSiteMode.Lax,
        Expires = lifetime is { } span ? clock.GetUtcNow() + span : null,
    };
}
