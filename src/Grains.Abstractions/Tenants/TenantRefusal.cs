namespace SkillFlaw.Grains.Tenants;

/// <summary>Why a tenant was not let in.</summary>
/// <param name="Reason">A sentence for the caller.</param>
/// <param name="RetryAfter">When it may be.</param>
/// <param name="Ahead">How many runs of the tenant are before another one.</param>
public sealed record TenantRefusal(string Reason, TimeSpan RetryAfter, int Ahead);
