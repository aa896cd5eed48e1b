using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;

namespace SkillFlaw.WebApi.Http;

/// <summary>The body of an error that nobody has written one for: an unknown path, a method that a path does not have, an unusable parameter.</summary>
internal static class StatusPage
{
    public static Task WriteAsync(StatusCodeContext page)
    {
        // For a parameter that may be absent but is wrong, the generated code sets the status only, and throws nothing.
        var status = page.HttpContext.Response.StatusCode;
        if (status == StatusCodes.Status400BadRequest && ParameterErrors.Of(page.HttpContext) is { Count: > 0 } errors)
        {
            return ValidationError.WriteAsync(page.HttpContext, errors);
        }

        return ApiError.WriteAsync(page.HttpContext, status, ReasonPhrases.GetReasonPhrase(status));
    }
}
