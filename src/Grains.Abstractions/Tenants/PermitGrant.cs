namespace SkillFlaw.Grains.Tenants;

/// <summary>How many runs of a tenant a node may have at once.</summary>
/// <param name="Permits">So many from now on, instead of what was granted before.</param>
/// <param name="Lease">For so long, counted from when the node asked.</param>
[GenerateSerializer, Immutable, Alias("permit-grant")]
public sealed record PermitGrant([property: Id(0)] int Permits, [property: Id(1)] TimeSpan Lease);
