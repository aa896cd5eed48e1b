namespace SkillFlaw.Grains.Sessions;

/// <summary>The key of a session's grain: sessions of one name in two flows, or of two tenants, have nothing in common.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="FlowId">The flow.</param>
/// <param name="SessionId">The conversation, as the client named it; any text.</param>
public readonly record struct SessionKey(Guid TenantId, Guid FlowId, string SessionId)
{
    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static SessionKey Parse(string key) => key.Split('/', 3) is [var tenant, var flow, var session]
        ? new SessionKey(Guid.Parse(tenant), Guid.Parse(flow), session)
        : throw new FormatException($"'{key}' is not the key of a session.");

    /// <inheritdoc />
    public override string ToString() => $"{TenantId:N}/{FlowId:N}/{SessionId}";
}
