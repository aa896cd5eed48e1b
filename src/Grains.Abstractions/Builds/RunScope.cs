using System.Collections.Immutable;

namespace SkillFlaw.Grains.Builds;

/// <summary>Whose run it is: what a component may reach is bounded by this.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="JobId">The run.</param>
/// <param name="FlowId">The flow.</param>
/// <param name="UserId">The user whose variables and files it uses.</param>
/// <param name="Variables">Variables that the request brought.</param>
/// <param name="IsDurable">Whether it may be executed again after a crash: then what it makes has the same ids again.</param>
[GenerateSerializer, Immutable, Alias("run-scope")]
public sealed record RunScope(
    [property: Id(0)] Guid TenantId,
    [property: Id(1)] Guid JobId,
    [property: Id(2)] Guid FlowId,
    [property: Id(3)] int UserId,
    [property: Id(4)] ImmutableDictionary<string, string> Variables,
    [property: Id(5)] bool IsDurable = false);
