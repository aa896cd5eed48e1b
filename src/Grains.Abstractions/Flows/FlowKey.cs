namespace SkillFlaw.Grains.Flows;

/// <summary>The key of a flow's grain. The tenant is part of it, so no wrong id alone reaches another tenant's flow.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="FlowId">The flow.</param>
public readonly record struct FlowKey(Guid TenantId, Guid FlowId)
{
    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static FlowKey Parse(string key) => key.Split('/') is [var tenant, var flow]
        ? new FlowKey(Guid.Parse(tenant), Guid.Parse(flow))
        : throw new FormatException($"'{key}' is not the key of a flow.");

    /// <inheritdoc />
    public override string ToString() => $"{TenantId:N}/{FlowId:N}";
}
