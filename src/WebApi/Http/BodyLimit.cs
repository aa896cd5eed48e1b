using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace SkillFlaw.WebApi.Http;

/// <summary>How large the body of a request may be, and what one hears that is larger (semantics section 1.3).</summary>
internal static class BodyLimit
{
    private const double Megabyte = 1 << 20;

    /// <summary>For endpoints that take a few fields: the server's own limit is there for files.</summary>
    public static TBuilder TakesSmallBodies<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new SizeLimit(1 << 20));

    /// <summary>Lowers the server's limit for one request, before its body is read.</summary>
    public static void Lower(HttpContext context, long largest)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit
            && (limit.MaxRequestBodySize is not { } most || most > largest))
        {
            limit.MaxRequestBodySize = largest;
        }
    }

    public static string Explain(HttpContext context)
    {
        var most = (context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? 0) / Megabyte;
        var limit = string.Create(CultureInfo.InvariantCulture, $"Content size limit exceeded. Maximum allowed is {most:0.###}MB");
        return context.Request.ContentLength is { } length
            ? string.Create(CultureInfo.InvariantCulture, $"{limit} and got {length / Megabyte:0.###}MB.")
            : $"{limit}.";
    }

    private sealed record SizeLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
