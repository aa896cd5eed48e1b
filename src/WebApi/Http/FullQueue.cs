using System.Globalization;
using SkillFlaw.Grains.Queue;

namespace SkillFlaw.WebApi.Http;

/// <summary>Answers whoever comes with a job when too many are waiting: when to come back, and how many would have been before it.</summary>
internal static class FullQueue
{
    private const string Position = "X-Queue-Position";

    public static void SetPosition(HttpContext context, int position) =>
        context.Response.Headers[Position] = position.ToString(CultureInfo.InvariantCulture);

    public static Task WriteAsync(HttpContext context, QueueFullException full)
    {
        context.Response.Headers.RetryAfter = ((int)full.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        SetPosition(context, full.Position);
        return full.IsTenants
            ? ApiError.WriteAsync(
                context, StatusCodes.Status429TooManyRequests, $"Too many jobs are waiting: {full.Position} are before this one. Try again later.")
            : ApiError.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "The server has too many jobs waiting. Try again later.");
    }
}
