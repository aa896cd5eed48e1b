namespace SkillFlaw.Storage.Messages;

/// <summary>Which messages of a session to read. Null is any; empty is empty.</summary>
/// <param name="TenantId">The tenant that asks.</param>
/// <param name="FlowId">The flow.</param>
/// <param name="SessionId">The conversation.</param>
public sealed record MessageFilter(Guid TenantId, Guid FlowId, string SessionId)
{
    /// <summary>Only this part of the conversation.</summary>
    public string? ContextId { get; init; }

    /// <summary>Only what this side said.</summary>
    public string? Sender { get; init; }

    /// <summary>Only what was said under this name.</summary>
    public string? SenderName { get; init; }

    /// <summary>Only what somebody said: no messages of failures.</summary>
    public bool WithoutErrors { get; init; }
}
