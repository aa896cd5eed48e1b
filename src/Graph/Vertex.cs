using System.Collections.Immutable;
using SkillFlaw.Graph.Flows;
using SkillFlaw.Graph.Parameters;
using SkillFlaw.Graph.Runs;

namespace SkillFlaw.Graph;

/// <summary>A vertex of a compiled flow. Immutable and shared by all runs.</summary>
public sealed class Vertex
{
    internal Vertex(int index, VertexDefinition definition)
    {
        Index = index;
        Definition = definition;
    }

    /// <summary>Its place in <see cref="FlowGraph.Vertices"/>.</summary>
    public int Index { get; }

    /// <summary>What the file says.</summary>
    public VertexDefinition Definition { get; }

    /// <summary>The id.</summary>
    public string Id => Definition.Id;

    /// <summary>The edges that end here, in the order of the document.</summary>
    public ImmutableArray<Edge> Incoming { get; internal set; } = [];

    /// <summary>The edges that begin here, in the order of the document.</summary>
    public ImmutableArray<Edge> Outgoing { get; internal set; } = [];

    /// <summary>The vertices that edges come from, each once, ascending.</summary>
    public ImmutableArray<int> Predecessors { get; internal set; } = [];

    /// <summary>The vertices that edges go to, each once, ascending.</summary>
    public ImmutableArray<int> Successors { get; internal set; } = [];

    /// <summary>The parameters that the file gives or that edges bring. What is not here takes the component's default.</summary>
    public ImmutableArray<Parameter> Parameters { get; internal set; } = [];

    /// <summary>What a call is given for each of <see cref="Parameters"/>, where that is always the same; else null.</summary>
    internal ImmutableArray<CallParameter?> Calls { get; set; } = [];

    /// <summary>The outputs that are computed: without successors all of them, otherwise those that any edge at this vertex is named after.</summary>
    internal ImmutableArray<OutputCall> Wanted { get; set; } = [];

    /// <summary>What is around it, as the file has it.</summary>
    internal Neighbours Neighbours { get; set; } = Neighbours.None;

    /// <summary>Whether it lies on a cycle.</summary>
    public bool InCycle { get; internal set; }

    /// <summary>The body, for a vertex with an output that edges may end on; null for all others.</summary>
    public LoopBody? Loop { get; internal set; }

    /// <summary>Whether requests may give it a value: ChatInput, TextInput, Webhook.</summary>
    public bool IsInput { get; internal init; }

    /// <summary>Whether it is an answer of the flow: ChatOutput, TextOutput, DataOutput.</summary>
    public bool IsOutput { get; internal init; }

    /// <summary>Whether it shares values beside the edges: Listen, Notify. Nothing is cached in a flow that has one.</summary>
    public bool IsState { get; internal init; }

    /// <summary>The parameter of a name, or null.</summary>
    public Parameter? FindParameter(string name)
    {
        foreach (var parameter in Parameters)
        {
            if (parameter.Name == name)
            {
                return parameter;
            }
        }

        return null;
    }
}
