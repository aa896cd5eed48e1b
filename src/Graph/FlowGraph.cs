using System.Collections.Frozen;
using System.Collections.Immutable;
using SkillFlaw.Graph.Compilation;
using SkillFlaw.Graph.Flows;
using SkillFlaw.Graph.Runs;

namespace SkillFlaw.Graph;

/// <summary>
/// A flow, checked and compiled: vertices by index, their neighbours, their parameters, cycles and loops. Compiled once for each version
/// of a flow, immutable, and shared by all its runs; what one run changes is a <see cref="Tweaks.RunOverlay"/> beside it.
/// </summary>
public sealed class FlowGraph
{
    private readonly FrozenDictionary<string, int> _indices;
    private readonly FrozenDictionary<string, ImmutableArray<int>> _byField;

    internal FlowGraph(FlowDefinition definition, ImmutableArray<Vertex> vertices, ImmutableArray<Edge> edges)
    {
        Definition = definition;
        Vertices = vertices;
        Edges = edges;
        _indices = vertices.ToFrozenDictionary(vertex => vertex.Id, vertex => vertex.Index);
        _byField = vertices
            .SelectMany(vertex => vertex.Definition.Fields.Select(field => (field.Name, vertex.Index)))
            .GroupBy(field => field.Name, field => field.Index)
            .ToFrozenDictionary(field => field.Key, field => field.ToImmutableArray());
    }

    /// <summary>What was compiled.</summary>
    public FlowDefinition Definition { get; }

    /// <summary>The vertices, each at its index, in the order of the document.</summary>
    public ImmutableArray<Vertex> Vertices { get; }

    /// <summary>The edges, each at its index, in the order of the document; repeated ones once.</summary>
    public ImmutableArray<Edge> Edges { get; }

    /// <summary>The vertices that are loops, ascending.</summary>
    public ImmutableArray<int> Loops { get; internal init; } = [];

    /// <summary>Whether any vertex lies on a cycle.</summary>
    public bool IsCyclic { get; internal init; }

    /// <summary>Whether any vertex shares values beside the edges.</summary>
    public bool HasState { get; internal init; }

    /// <summary>What all runs of the flow have in common, made by the first of them; made twice, it is the same.</summary>
    internal RunPlan? PlanOfRuns { get; set; }

    /// <inheritdoc cref="PlanOfRuns" />
    internal Predecessors? Waits { get; set; }

    /// <summary>Checks and compiles a flow.</summary>
    /// <exception cref="InvalidFlowException">An edge ends nowhere, or joins what does not fit.</exception>
    public static FlowGraph Compile(FlowDefinition definition) => GraphCompiler.Compile(definition);

    /// <summary>The vertex of an id, or null.</summary>
    public Vertex? Find(string id) => _indices.TryGetValue(id, out var index) ? Vertices[index] : null;

    /// <summary>The vertices that have a field of a name.</summary>
    public ImmutableArray<int> WithField(string name) => _byField.TryGetValue(name, out var indices) ? indices : [];
}
