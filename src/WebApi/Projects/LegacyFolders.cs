using Microsoft.AspNetCore.Http.Extensions;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Projects;

/// <summary>Sends clients that call projects folders to them, with all that they send (semantics section 6.2).</summary>
internal static class LegacyFolders
{
    private const string Old = "/api/v1/folders";
    private const string New = "/api/v1/projects";

    public static void MapLegacyFolders(this IEndpointRouteBuilder routes) =>
        routes.Map(Old + "/{**path}", Redirect).Allow(Access.Public).ExcludeFromDescription();

    // A path of ours: the place stays on this server.
    private static Task Redirect(HttpContext context)
    {
        context.Request.Path.StartsWithSegments(Old, StringComparison.OrdinalIgnoreCase, out var rest);
        var target = new PathString(New) + (rest.HasValue ? rest : new PathString("/"));
        context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        context.Response.Headers.Location = UriHelper.BuildRelative(context.Request.PathBase, target, context.Request.QueryString);
        return Task.CompletedTask;
    }
}
