using System.Globalization;
using SkillFlaw.Grains.Queue;

namespace SkillFlaw.WebApi.Http;

/// <summary>Answers whoever comes with a job when too many are waiting: when to come back, and how many would have been before it.</summary>
internal static class FullQueue
{
    private const string Position = "X-Queue-Position";

    public static void SetPosition(HttpContext context, int position) =>
        context.Response.Headers[Position] = position.ToString(CultureInfo.InvariantCulture);

    /// <summary>Sets the headers, and gives status and sentence.</summary>
    public static (int Status, string Detail) Answer(HttpContext context, QueueFullException full)
    {
        context.Response.Headers.RetryAfter = ((int)full.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        SetPosition(context, full.Position);
        return full.IsTenants
            ? (StatusCodes.Status429TooManyRequests, $"Too many jobs are waiting: {full.Position} are before this one. Try again later.")
            : (StatusCodes.Status503ServiceUnavailable, "The server has too many jobs waiting. Try again later.");
    }
}
