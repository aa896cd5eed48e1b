using System.Collections.Immutable;

namespace SkillFlaw.Graph.Flows;

/// <summary>An output of a vertex, as the file lists it (flow-format section 4).</summary>
public sealed record OutputDefinition
{
    /// <summary>What edges refer to.</summary>
    public required string Name { get; init; }

    /// <summary>What the user sees.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>The behaviour that makes it. Outputs of one name differ by it between generations.</summary>
    public string Method { get; init; } = "";

    /// <summary>The types it may produce.</summary>
    public ImmutableArray<string> Types { get; init; } = [];

    /// <summary>Whether an edge may end here: the port of a loop that takes what the body gives back.</summary>
    public bool AllowsLoop { get; init; }

    /// <summary>Whether the value is kept for the rest of the run.</summary>
    public bool Cache { get; init; } = true;

    /// <summary>Whether it is offered as a tool.</summary>
    public bool ToolMode { get; init; } = true;

    /// <summary>The fields that it needs.</summary>
    public ImmutableArray<string> RequiredInputs { get; init; } = [];

    /// <summary>For an output of a group: the vertex inside and its output.</summary>
    public Proxy? Proxy { get; init; }
}

/// <summary>Where a field or an output of a group really is (flow-format section 6).</summary>
/// <param name="VertexId">The vertex inside the group.</param>
/// <param name="Name">Its field or output.</param>
public sealed record Proxy(string VertexId, string Name);
