namespace SkillFlaw.Graph.Runs;

/// <summary>Where each loop of a run stands: which item its body is busy with, and whether the body has come to rest.</summary>
internal sealed class LoopPasses(FlowGraph graph)
{
    private readonly int[] _passes = graph.Loops.IsEmpty ? [] : new int[graph.Vertices.Length];

    public int Pass(int vertex) => _passes.Length == 0 ? 0 : _passes[vertex];

    /// <summary>Whether a vertex is a loop that waits for its body.</summary>
    public bool IsInPass(int vertex) => Pass(vertex) > 0;

    /// <summary>A loop has finished. True if it gave out an item, false if it is done.</summary>
    public bool Finish(int vertex, LoopBody loop, IReadOnlySet<string> stopped)
    {
        var gaveItem = !loop.Members.IsEmpty && !loop.ItemOutputs.All(stopped.Contains);
        _passes[vertex] = gaveItem ? _passes[vertex] + 1 : 0;
        return gaveItem;
    }

    /// <summary>A loop inside of another begins anew with the next item of the outer one.</summary>
    public void Restart(int vertex) => _passes[vertex] = 0;

    /// <summary>Whether a vertex is a loop whose body has nothing left to do for the item that was given out.</summary>
    /// <param name="vertex">The vertex.</param>
    /// <param name="isSettled">Whether a vertex has finished for this item, or will not run for it.</param>
    public bool IsAtRest(int vertex, Func<int, bool> isSettled) =>
        IsInPass(vertex) && graph.Vertices[vertex].Loop is { } body && body.Members.All(isSettled) && !body.LoopsBefore.Any(IsInPass);
}
