namespace SkillFlaw.Grains.Sessions;

/// <summary>Which messages of a session to read.</summary>
/// <param name="ContextId">Only of this part; empty for all.</param>
/// <param name="Sender">Only from this sender; null for all.</param>
/// <param name="SenderName">Only from this name; null for all.</param>
/// <param name="Limit">At most so many, the newest. 1 to 10,000.</param>
[GenerateSerializer, Immutable, Alias("session-query")]
public sealed record SessionQuery(
    [property: Id(0)] string ContextId,
    [property: Id(1)] string? Sender,
    [property: Id(2)] string? SenderName,
    [property: Id(3)] int Limit);
