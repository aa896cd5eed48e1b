using System.Collections.Immutable;

namespace SkillFlaw.Graph.Runs;

/// <summary>For each vertex, which of its predecessors it still waits for.</summary>
internal sealed class Waiting
{
    private readonly FlowGraph _graph;
    private readonly int[] _offsets;
    private readonly bool[] _waits;
    private readonly int[] _counts;

    public Waiting(FlowGraph graph)
    {
        var all = graph.Waits ??= new Predecessors(graph);
        _graph = graph;
        _offsets = all.Offsets;
        _waits = [.. all.Waits];
        _counts = [.. all.Counts];
    }

    public bool Any(int vertex) => _counts[vertex] > 0;

    public bool IsFor(int vertex, int predecessor) => Entry(vertex, predecessor);

    public void Set(int vertex, int predecessor, bool waits)
    {
        ref var entry = ref Entry(vertex, predecessor);
        if (entry != waits)
        {
            entry = waits;
            _counts[vertex] += waits ? 1 : -1;
        }
    }

    private ref bool Entry(int vertex, int predecessor) =>
        ref _waits[_offsets[vertex] + _graph.Vertices[vertex].Predecessors.BinarySearch(predecessor)];
}

/// <summary>For each vertex of a flow, what it waits for when a run begins.</summary>
internal sealed class Predecessors
{
    public Predecessors(FlowGraph graph)
    {
        Offsets = new int[graph.Vertices.Length];
        Counts = new int[graph.Vertices.Length];
        Waits = new bool[graph.Vertices.Sum(vertex => vertex.Predecessors.Length)];
        var at = 0;
        foreach (var vertex in graph.Vertices)
        {
            Offsets[vertex.Index] = at;
            foreach (var predecessor in vertex.Predecessors)
            {
                // What comes back into a loop is not there when the loop begins.
                var waits = vertex.Loop?.Feedback.Contains(predecessor) != true;
                Waits[at++] = waits;
                Counts[vertex.Index] += waits ? 1 : 0;
            }
        }
    }

    /// <summary>Where the predecessors of each vertex begin in <see cref="Waits"/>.</summary>
    public int[] Offsets { get; }

    public bool[] Waits { get; }

    public int[] Counts { get; }
}
