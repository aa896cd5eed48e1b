namespace SkillFlaw.Graph.Flows;

/// <summary>How large a flow may be. What is larger is refused before it costs more than it is worth.</summary>
public sealed record FlowLimits
{
    /// <summary>The limits where nothing else is said.</summary>
    public static readonly FlowLimits Default = new();

    /// <summary>The longest document, in bytes.</summary>
    public int MaxBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>The most nodes, those of groups included.</summary>
    public int MaxNodes { get; init; } = 5_000;

    /// <summary>The most edges, those of groups included.</summary>
    public int MaxEdges { get; init; } = 50_000;

    /// <summary>The most fields of one node, and the most outputs.</summary>
    public int MaxFields { get; init; } = 5_000;

    /// <summary>The most loops. Each costs as much as the whole flow to look at.</summary>
    public int MaxLoops { get; init; } = 100;

    /// <summary>How deep groups may stand in groups.</summary>
    public int MaxGroupDepth { get; init; } = 16;
}
