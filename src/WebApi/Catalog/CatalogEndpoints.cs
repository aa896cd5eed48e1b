using SkillFlaw.Components;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Catalog;

/// <summary>The components that the editor offers (semantics section 6.9).</summary>
internal static class CatalogEndpoints
{
    public static IEndpointRouteBuilder MapCatalog(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/all", All).Allow(Access.User).WithTags("Base").WithName("get_all_components")
            .WithSummary("Read the components that flows are made of, by category").Produces<Dictionary<string, Dictionary<string, object>>>();
        return routes;
    }

    private static IResult All(HttpContext context, CatalogAnswer catalog) => catalog.For(context);
}

/// <summary>The catalogue as it is sent: the same for everybody, so it is written and compressed once.</summary>
internal sealed class CatalogAnswer(ComponentCatalog catalog)
{
    private readonly Lazy<ReadOnlyMemory<byte>> _compressed = new(() => Gzip.Compress(catalog.Json));

    public IResult For(HttpContext context)
    {
        context.Response.Headers.Vary = "Accept-Encoding";
        if (!Gzip.IsAccepted(context.Request))
        {
            return TypedResults.Bytes(catalog.Json, "application/json");
        }

        context.Response.Headers.ContentEncoding = "gzip";
        return TypedResults.Bytes(_compressed.Value, "application/json");
    }
}
