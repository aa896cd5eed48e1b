using System.Collections.Immutable;
using SkillFlaw.Graph.Compilation;

namespace SkillFlaw.Graph.Runs;

/// <summary>Where each loop of a run stands: which item its body is busy with, and whether the body has come to rest.</summary>
internal sealed class LoopPasses
{
    private readonly FlowGraph _graph;
    private readonly bool[] _running;
    private readonly Entry[] _loops;

    public LoopPasses(FlowGraph graph, RunPlan plan, bool[] running)
    {
        _graph = graph;
        _running = running;

        // An inner loop has a smaller body than the one around it, and goes first.
        _loops =
        [
            .. graph.Vertices
                .Where(vertex => vertex.Loop is not null && plan.Contains(vertex.Index))
                .OrderBy(vertex => vertex.Loop!.Members.Length)
                .Select(vertex => new Entry(vertex.Index, BusyWith(vertex))),
        ];
    }

    public int Pass(int vertex) => Find(vertex)?.Pass ?? 0;

    /// <summary>Whether a vertex is a loop that waits for its body.</summary>
    public bool IsInPass(int vertex) => Find(vertex) is { Pass: > 0 };

    /// <summary>A loop has finished. True if it gave out an item, false if it is done.</summary>
    public bool Finish(int vertex, LoopBody loop, HashSet<string> stopped)
    {
        if (Find(vertex) is not { } entry)
        {
            return false;
        }

        var gaveItem = !loop.Members.IsEmpty && !loop.ItemOutputs.All(stopped.Contains);
        entry.Pass = gaveItem ? entry.Pass + 1 : 0;
        return gaveItem;
    }

    /// <summary>A loop inside of another begins anew with the next item of the outer one.</summary>
    public void Restart(int vertex)
    {
        if (Find(vertex) is { } entry)
        {
            entry.Pass = 0;
        }
    }

    /// <summary>A vertex has failed: the loops that it is in do not go on.</summary>
    public void Fail(int vertex)
    {
        foreach (var entry in _loops)
        {
            entry.IsBroken |= entry.Vertex == vertex || _graph.Vertices[entry.Vertex].Loop!.Members.BinarySearch(vertex) >= 0;
        }
    }

    /// <summary>The loops whose body has nothing left to do for the item that was given out.</summary>
    public IEnumerable<int> AtRest()
    {
        foreach (var entry in _loops)
        {
            if (entry.Pass > 0 && !entry.IsBroken && !_running[entry.Vertex] && !entry.BusyWith.Any(index => _running[index]))
            {
                yield return entry.Vertex;
            }
        }
    }

    // The body, and what it may still wait for: while any of it runs, the body has not come to rest.
    private HashSet<int> BusyWith(Vertex loop) =>
        Reach.Closure(_graph.Vertices, loop.Loop!.Members, backwards: true, except: loop.Index);

    private Entry? Find(int vertex) => Array.Find(_loops, entry => entry.Vertex == vertex);

    private sealed class Entry(int vertex, HashSet<int> busyWith)
    {
        public int Vertex => vertex;

        public HashSet<int> BusyWith => busyWith;

        public int Pass { get; set; }

        public bool IsBroken { get; set; }
    }
}
