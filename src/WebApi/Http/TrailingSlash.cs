using Microsoft.AspNetCore.Http.Extensions;

namespace SkillFlaw.WebApi.Http;

/// <summary>
/// Sends who leaves out the slash at the end of a path, or adds one, to the path as it is declared (semantics section 1.1).
/// </summary>
internal static class TrailingSlash
{
    public static RequestDelegate Redirect(RequestDelegate next) => context =>
    {
        var pattern = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        var path = context.Request.Path.Value;
        if (pattern is null || path is null or "/" || pattern.Contains("{*", StringComparison.Ordinal) || pattern.EndsWith('/') == path.EndsWith('/'))
        {
            return next(context);
        }

        // A path of ours and a query that the client sent: the place stays on this server.
        var declared = path.EndsWith('/') ? path.TrimEnd('/') : path + "/";
        context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        context.Response.Headers.Location = UriHelper.BuildRelative(context.Request.PathBase, new PathString(declared), context.Request.QueryString);
        return Task.CompletedTask;
    };
}
