using Microsoft.Extensions.FileProviders;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Settings;

namespace SkillFlaw.WebApi.Server;

/// <summary>Serves a built editor at the root. Paths of the API are never the editor's.</summary>
internal static class Frontend
{
    private static readonly string[] _notPages = ["/api", "/mcp", "/health", "/health_check", "/docs", "/openapi.json", "/logs", "/logs-stream"];

    /// <summary>The editor's files. Before the routing, because they are no endpoints.</summary>
    public static void UseFrontendFiles(this WebApplication app, ServerSettings settings)
    {
        if (settings.FrontendFolder is { } folder)
        {
            app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(folder) });
        }
    }

    /// <summary>The editor's page, for every path that is not the server's.</summary>
    public static void MapFrontend(this WebApplication app, ServerSettings settings)
    {
        if (settings.FrontendFolder is not { } folder)
        {
            return;
        }

        var page = new FileInfo(Path.Combine(folder, "index.html"));
        app.MapFallback("/{**path}", async context =>
        {
            // The editor is one page that finds its way by itself.
            if (page.Exists && !_notPages.Any(prefix => context.Request.Path.StartsWithSegments(prefix, StringComparison.Ordinal)))
            {
                context.Response.ContentType = "text/html; charset=utf-8";
                await context.Response.SendFileAsync(page.FullName, context.RequestAborted);
                return;
            }

            await ApiError.WriteAsync(context, StatusCodes.Status404NotFound, "Not Found");
        }).Allow(Access.Public);
    }
}
