using System.Globalization;
using Microsoft.AspNetCore.Http.Features;

namespace SkillFlaw.WebApi.Http;

/// <summary>What a request hears whose body is too large (semantics section 1.3).</summary>
internal static class BodyLimit
{
    private const double Megabyte = 1 << 20;

    public static string Explain(HttpContext context)
    {
        var most = (context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? 0) / Megabyte;
        var limit = string.Create(CultureInfo.InvariantCulture, $"Content size limit exceeded. Maximum allowed is {most:0.###}MB");
        return context.Request.ContentLength is { } length
            ? string.Create(CultureInfo.InvariantCulture, $"{limit} and got {length / Megabyte:0.###}MB.")
            : $"{limit}.";
    }
}
