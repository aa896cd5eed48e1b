namespace SkillFlaw.Grains.Tenants;

/// <summary>What a tenant may do on one node for the next seconds.</summary>
/// <param name="RunsPerSecond">How many runs it may begin there in a second; 0 for any number.</param>
/// <param name="TokensLeft">How many tokens its models may still take today, on all nodes together; null for any number.</param>
/// <param name="MaxQueuedJobs">How many of its jobs may wait there.</param>
[GenerateSerializer, Immutable, Alias("tenant-terms")]
public sealed record TenantTerms([property: Id(0)] double RunsPerSecond, [property: Id(1)] long? TokensLeft, [property: Id(2)] int MaxQueuedJobs);
