using SkillFlaw.Grains.Tenants;

namespace SkillFlaw.WebApi.Http;

/// <summary>A request that ends with an error, found where a handler cannot choose its result.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="detail">What is wrong, for the caller.</param>
internal class ApiException(int status, string detail) : Exception(detail)
{
    public int Status { get; } = status;

    /// <summary>After how long the same request may succeed; null where it never will.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How many are before the caller; null where there is no line.</summary>
    public int? Position { get; init; }

    /// <summary>What a tenant hears that was not let in.</summary>
    public static ApiException Of(TenantRefusal refusal) => new(StatusCodes.Status429TooManyRequests, refusal.Reason)
    {
        RetryAfter = refusal.RetryAfter,
        Position = refusal.Ahead,
    };
}
