using System.Collections.Immutable;

namespace SkillFlaw.Graph.Compilation;

/// <summary>Which vertices can be reached.</summary>
internal static class Reach
{
    /// <summary>All vertices behind some edges of a vertex, without passing that vertex again.</summary>
    public static HashSet<int> From(ImmutableArray<Vertex> vertices, int start, IEnumerable<Edge> edges)
    {
        var reached = new HashSet<int>();
        var open = new Stack<int>(edges.Select(edge => edge.Target));
        while (open.TryPop(out var index))
        {
            if (index == start || !reached.Add(index))
            {
                continue;
            }

            foreach (var next in vertices[index].Successors)
            {
                open.Push(next);
            }
        }

        return reached;
    }

    /// <summary>Some vertices and all that they need, or all that needs them; nothing beyond an exception.</summary>
    public static HashSet<int> Closure(ImmutableArray<Vertex> vertices, IEnumerable<int> start, bool backwards, int? except = null)
    {
        var reached = new HashSet<int>();
        var open = new Stack<int>(start);
        while (open.TryPop(out var index))
        {
            if (index != except && reached.Add(index))
            {
                foreach (var next in backwards ? vertices[index].Predecessors : vertices[index].Successors)
                {
                    open.Push(next);
                }
            }
        }

        return reached;
    }
}
