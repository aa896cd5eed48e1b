using System.Collections.Immutable;
using SkillFlaw.Graph.Flows;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Parameters;

/// <summary>Where the value of one parameter of a vertex comes from (flow-format section 9).</summary>
public enum ParameterKind
{
    /// <summary>It is known already.</summary>
    Value,

    /// <summary>It is the value of a variable, whose name is known.</summary>
    Variable,

    /// <summary>Other vertices give it.</summary>
    Edges,

    /// <summary>What the file says makes no sense; the vertex fails when it is reached.</summary>
    Invalid,
}

/// <summary>A parameter of a vertex: a field of its template that has a value, or that edges end on.</summary>
public sealed record Parameter
{
    /// <summary>The name of the field.</summary>
    public required string Name { get; init; }

    /// <summary>Where its value comes from.</summary>
    public required ParameterKind Kind { get; init; }

    /// <summary>
    /// The value; the name of the variable; or, for edges, what holds while the vertex on the other end of a cycle has not run yet. For an
    /// invalid parameter the sentence that says why.
    /// </summary>
    public FlowValue Value { get; init; } = NullValue.Instance;

    /// <summary>The edges that give it, in the order of the document.</summary>
    public ImmutableArray<Edge> Edges { get; init; } = [];

    /// <summary>Whether all edges count, as a list; otherwise the last wins.</summary>
    public bool IsList { get; init; }

    /// <summary>Where the stored value is an object of one key, what the edge brings becomes that key's value.</summary>
    public string? WrapKey { get; init; }

    /// <summary>The field in the file; null where an edge ends on what is no field: an output of a loop.</summary>
    public FieldDefinition? Field { get; init; }
}
