using System.Net;
using SkillFlaw.WebApi.Settings;

namespace SkillFlaw.WebApi.SignIns;

/// <summary>Which pages may use a visitor's cookies: this server's own, and those of the origins that its owner named.</summary>
internal sealed class AllowedOrigins(ServerSettings settings)
{
    /// <summary>Whether the request was made by a page of a site that is not allowed.</summary>
    public bool AreForeign(HttpRequest request)
    {
        // Whoever owns a name can let it lead to this machine, and its pages are then of the server's "own" origin. They have no cookies of
        // it, but automatic logging in needs none.
        if (settings.AutoLogin && !IsOwnName(request.Host.Host))
        {
            return true;
        }

        string? origin = request.Headers.Origin;
        if (string.IsNullOrEmpty(origin))
        {
            // A program, or a browser that follows a link; newer ones say so.
            return request.Headers["Sec-Fetch-Site"] == "cross-site" && request.Headers["Sec-Fetch-Mode"] != "navigate";
        }

        return !settings.CorsOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase)
            && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    private bool IsOwnName(string host) =>
        host == "localhost"
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address))
        || settings.CorsOrigins.Any(origin => new Uri(origin).Host.Equals(host, StringComparison.OrdinalIgnoreCase));
}
