using System.Text.Json.Serialization;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.WebApi.Settings;

namespace SkillFlaw.WebApi.Tenants;

/// <summary>What a tenant may do, and what it has used.</summary>
internal sealed record TenantLimitsAnswer
{
    /// <summary>The tenant.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>How many runs it may have at once; null for what holds for all.</summary>
    public int? MaxConcurrentRuns { get; init; }

    /// <summary>How many runs it may begin in a second; 0 for any number, null for what holds for all.</summary>
    public int? MaxRunsPerSecond { get; init; }

    /// <summary>How many of its jobs may wait on a node; null for what holds for all.</summary>
    public int? MaxQueuedJobs { get; init; }

    /// <summary>How many tokens its models may take on a day, by UTC; 0 for any number, null for what holds for all.</summary>
    public long? MaxTokensPerDay { get; init; }

    /// <summary>What holds, after all.</summary>
    public required TenantLimits Effective { get; init; }

    /// <summary>How many tokens its models have taken today, by UTC.</summary>
    public required long TokensToday { get; init; }

    public static TenantLimitsAnswer Of(Tenant tenant, long tokens, ServerSettings settings) => new()
    {
        TenantId = tenant.TenantId,
        MaxConcurrentRuns = tenant.MaxConcurrentRuns,
        MaxRunsPerSecond = tenant.MaxRunsPerSecond,
        MaxQueuedJobs = tenant.MaxQueuedJobs,
        MaxTokensPerDay = tenant.MaxTokensPerDay,
        Effective = new TenantLimits(
            tenant.MaxConcurrentRuns ?? settings.MaxConcurrentRuns,
            tenant.MaxRunsPerSecond ?? settings.MaxRunsPerSecond,
            tenant.MaxQueuedJobs ?? settings.TenantQueueLength,
            tenant.MaxTokensPerDay ?? settings.MaxTokensPerDay),
        TokensToday = tokens,
    };
}

/// <summary>What a tenant may do.</summary>
/// <param name="MaxConcurrentRuns">How many runs it may have at once.</param>
/// <param name="MaxRunsPerSecond">How many runs it may begin in a second; 0 for any number.</param>
/// <param name="MaxQueuedJobs">How many of its jobs may wait on a node.</param>
/// <param name="MaxTokensPerDay">How many tokens its models may take on a day; 0 for any number.</param>
internal sealed record TenantLimits(int MaxConcurrentRuns, int MaxRunsPerSecond, int MaxQueuedJobs, long MaxTokensPerDay);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TenantLimitsAnswer))]
internal sealed partial class TenantJson : JsonSerializerContext;
