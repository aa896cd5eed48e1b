using System.Collections.Immutable;

namespace SkillFlaw.Graph.Flows;

/// <summary>An edge of a flow (flow-format section 5).</summary>
public sealed record EdgeDefinition
{
    /// <summary>The vertex that gives.</summary>
    public required string Source { get; init; }

    /// <summary>Its output.</summary>
    public required string SourceOutput { get; init; }

    /// <summary>The types that the output may produce.</summary>
    public ImmutableArray<string> OutputTypes { get; init; } = [];

    /// <summary>The vertex that takes.</summary>
    public required string Target { get; init; }

    /// <summary>Its field, or for feedback its output.</summary>
    public required string TargetField { get; init; }

    /// <summary>The types that the field takes; default where the handle says nothing.</summary>
    public ImmutableArray<string> InputTypes { get; init; }

    /// <summary>The type of the field; null for feedback.</summary>
    public string? FieldType { get; init; }

    /// <summary>Whether it ends on an output: the way back into a loop.</summary>
    public bool IsFeedback { get; init; }

    /// <summary>For an edge into a group: the vertex inside and its field.</summary>
    public Proxy? Proxy { get; init; }
}
