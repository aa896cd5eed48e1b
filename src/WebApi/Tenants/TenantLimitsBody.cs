using SkillFlaw.Storage.Tenants;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Tenants;

/// <summary>What changes of a tenant's limits. What is absent stays; null is what holds for all.</summary>
internal sealed record TenantLimitsBody(int? MaxConcurrentRuns, int? MaxRunsPerSecond, int? MaxQueuedJobs, long? MaxTokensPerDay)
{
    /// <summary>Reads what is to change, and does it once all of it is right.</summary>
    public static void Apply(JsonFields fields, Tenant tenant)
    {
        var body = new TenantLimitsBody(
            (int?)Read(fields, "max_concurrent_runs", 1, 1_000_000),
            (int?)Read(fields, "max_runs_per_second", 0, 10_000_000),
            (int?)Read(fields, "max_queued_jobs", 1, 100_000_000),
            Read(fields, "max_tokens_per_day", 0, long.MaxValue));
        fields.Check();
        tenant.MaxConcurrentRuns = fields.Has("max_concurrent_runs") ? body.MaxConcurrentRuns : tenant.MaxConcurrentRuns;
        tenant.MaxRunsPerSecond = fields.Has("max_runs_per_second") ? body.MaxRunsPerSecond : tenant.MaxRunsPerSecond;
        tenant.MaxQueuedJobs = fields.Has("max_queued_jobs") ? body.MaxQueuedJobs : tenant.MaxQueuedJobs;
        tenant.MaxTokensPerDay = fields.Has("max_tokens_per_day") ? body.MaxTokensPerDay : tenant.MaxTokensPerDay;
    }

    private static long? Read(JsonFields fields, string name, long least, long most)
    {
        var value = fields.Integer(name, long.MaxValue);
        if (value < least)
        {
            fields.Fail(name, "greater_than_equal", $"Input should be greater than or equal to {least}", ("ge", least));
            return null;
        }

        if (value > most)
        {
            fields.Fail(name, "less_than_equal", $"Input should be less than or equal to {most}", ("le", most));
            return null;
        }

        return value;
    }
}
