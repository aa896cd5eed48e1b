namespace SkillFlaw.Graph.Values;

/// <summary>The messages of a session as a description, for components that read a memory handle.</summary>
/// <param name="SessionId">The session; empty for the run's own.</param>
/// <param name="ContextId">The part of it; empty for all.</param>
[GenerateSerializer, Immutable, Alias("value.chat-memory")]
public sealed record ChatMemory([property: Id(0)] string SessionId, [property: Id(1)] string ContextId) : FlowValue
{
    // It is written as an object.
    internal override int Depth => 2;
}
