using System.Collections.Immutable;

namespace SkillFlaw.Graph.Compilation;

/// <summary>Finds the vertices that lie on cycles: the strongly connected components, by Tarjan's algorithm without recursion.</summary>
internal sealed class CycleSearch
{
    private readonly int[] _component;
    private readonly bool[] _inCycle;

    public CycleSearch(ImmutableArray<Vertex> vertices, ImmutableArray<Edge> edges)
    {
        var count = vertices.Length;
        var successors = new List<int>?[count];
        _component = new int[count];
        _inCycle = new bool[count];
        foreach (var edge in edges)
        {
            (successors[edge.Source] ??= []).Add(edge.Target);
            _inCycle[edge.Source] |= edge.Source == edge.Target;
        }

        var order = new int[count];
        var low = new int[count];
        var onPath = new bool[count];
        var path = new Stack<int>();
        var work = new Stack<(int Vertex, int Next)>();
        var (visited, components) = (0, 0);
        for (var root = 0; root < count; root++)
        {
            if (order[root] == 0)
            {
                work.Push((root, 0));
            }

            while (work.TryPop(out var frame))
            {
                var (vertex, next) = frame;
                if (next == 0)
                {
                    order[vertex] = low[vertex] = ++visited;
                    path.Push(vertex);
                    onPath[vertex] = true;
                }
                else
                {
                    low[vertex] = Math.Min(low[vertex], low[successors[vertex]![next - 1]]);
                }

                var descended = false;
                for (; next < (successors[vertex]?.Count ?? 0); next++)
                {
                    var successor = successors[vertex]![next];
                    if (order[successor] == 0)
                    {
                        work.Push((vertex, next + 1));
                        work.Push((successor, 0));
                        descended = true;
                        break;
                    }

                    if (onPath[successor])
                    {
                        low[vertex] = Math.Min(low[vertex], order[successor]);
                    }
                }

                if (!descended && low[vertex] == order[vertex])
                {
                    Close(vertex, path, onPath, components++);
                }
            }
        }
    }

    /// <summary>Whether a vertex lies on a cycle.</summary>
    public bool Contains(int vertex) => _inCycle[vertex];

    /// <summary>Whether two vertices lie on a common cycle.</summary>
    public bool Joins(int one, int other) => _inCycle[one] && _component[one] == _component[other];

    private void Close(int vertex, Stack<int> path, bool[] onPath, int component)
    {
        var single = path.Peek() == vertex;
        int member;
        do
        {
            member = path.Pop();
            onPath[member] = false;
            _component[member] = component;
            _inCycle[member] |= !single;
        }
        while (member != vertex);
    }
}
