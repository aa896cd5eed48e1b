using System.Collections.Immutable;

namespace SkillFlaw.Graph.Compilation;

/// <summary>Which vertices can be reached.</summary>
internal static class Reach
{
    /// <summary>
    /// All vertices behind some edges of a vertex, without passing that vertex again and without going back into a loop: what is there
    /// belongs to the next item.
    /// </summary>
    public static HashSet<int> From(ImmutableArray<Vertex> vertices, int start, IEnumerable<Edge> edges)
    {
        var reached = new HashSet<int>();
        var open = new Stack<Edge>(edges);
        while (open.TryPop(out var edge))
        {
            if (edge.Target == start || edge.IsFeedback || !reached.Add(edge.Target))
            {
                continue;
            }

            foreach (var next in vertices[edge.Target].Outgoing)
            {
                open.Push(next);
            }
        }

        return reached;
    }

    /// <summary>The body of a loop and all that it needs: with whole loops before it, but without those around it.</summary>
    public static HashSet<int> BodyAndNeeds(ImmutableArray<Vertex> vertices, Vertex loop)
    {
        var reached = new HashSet<int>();
        var open = new Stack<int>(loop.Loop!.Members);
        while (open.TryPop(out var index))
        {
            var other = vertices[index].Loop;
            if (index == loop.Index || other?.Holds(loop.Index) == true || !reached.Add(index))
            {
                continue;
            }

            foreach (var edge in vertices[index].Incoming.Where(edge => !edge.IsFeedback))
            {
                open.Push(edge.Source);
            }

            foreach (var member in other?.Members ?? [])
            {
                open.Push(member);
            }
        }

        return reached;
    }

    /// <summary>Some vertices and all that they need, or all that needs them.</summary>
    public static HashSet<int> Closure(ImmutableArray<Vertex> vertices, IEnumerable<int> start, bool backwards)
    {
        var reached = new HashSet<int>();
        var open = new Stack<int>(start);
        while (open.TryPop(out var index))
        {
            if (reached.Add(index))
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
