using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;

namespace SkillFlaw.WebApi.Http;

/// <summary>The body of an error that nobody has written one for: an unknown path, a method that a path does not have.</summary>
internal static class StatusPage
{
    public static Task WriteAsync(StatusCodeContext page)
    {
        var status = page.HttpContext.Response.StatusCode;
        return ApiError.WriteAsync(page.HttpContext, status, ReasonPhrases.GetReasonPhrase(status));
    }
}
