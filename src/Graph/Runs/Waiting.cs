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
        _graph = graph;
        _offsets = new int[graph.Vertices.Length];
        _counts = new int[graph.Vertices.Length];
        var total = 0;
        foreach (var vertex in graph.Vertices)
        {
            _offsets[vertex.Index] = total;
            total += vertex.Predecessors.Length;
        }

        _waits = new bool[total];
        foreach (var vertex in graph.Vertices)
        {
            foreach (var predecessor in vertex.Predecessors)
            {
                // What comes back into a loop is not there when the loop begins.
                if (vertex.Loop?.Feedback.Contains(predecessor) != true)
                {
                    Set(vertex.Index, predecessor, waits: true);
                }
            }
        }
    }

    public bool Any(int vertex) => _counts[vertex] > 0;

    public IEnumerable<int> Of(int vertex)
    {
        var predecessors = _graph.Vertices[vertex].Predecessors;
        for (var at = 0; at < predecessors.Length; at++)
        {
            if (_waits[_offsets[vertex] + at])
            {
                yield return predecessors[at];
            }
        }
    }

    public void Set(int vertex, int predecessor, bool waits)
    {
        ref var entry = ref _waits[_offsets[vertex] + _graph.Vertices[vertex].Predecessors.BinarySearch(predecessor)];
        if (entry != waits)
        {
            entry = waits;
            _counts[vertex] += waits ? 1 : -1;
        }
    }
}
