using System.Collections.Immutable;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Runs;

/// <summary>What a vertex gave when it ran.</summary>
[GenerateSerializer, Immutable, Alias("vertex-result")]
public sealed record VertexResult
{
    /// <summary>The values by the names of the outputs.</summary>
    [Id(0)]
    public ObjectValue Outputs { get; init; } = ObjectValue.Empty;

    /// <summary>What it decided about the branches behind it.</summary>
    [Id(1)]
    public ImmutableArray<BranchChange> Changes { get; init; } = [];

    /// <summary>What it wants to know when it runs again in this run; null for nothing.</summary>
    [Id(2)]
    public FlowValue? State { get; init; }

    /// <summary>What it had to tell, by output.</summary>
    [Id(3)]
    public ImmutableArray<VertexLog> Logs { get; init; } = [];

    /// <summary>One of its fields that the user sees as the status of the vertex, or null.</summary>
    [Id(4)]
    public FlowValue? Status { get; init; }

    /// <summary>Whether it has reached out of the server: running it again is not the same as having run it once. Not part of its checkpoint.</summary>
    [Id(5)]
    public bool HasReachedOut { get; init; }
}

/// <summary>A line of a vertex' log.</summary>
/// <param name="Output">The output that was being computed.</param>
/// <param name="Name">A headline.</param>
/// <param name="Message">The text or record.</param>
[GenerateSerializer, Immutable, Alias("vertex-log")]
public sealed record VertexLog([property: Id(0)] string Output, [property: Id(1)] string Name, [property: Id(2)] FlowValue Message);
