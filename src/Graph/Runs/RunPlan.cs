using System.Collections.Immutable;
using SkillFlaw.Graph.Compilation;
using SkillFlaw.Graph.Flows;

namespace SkillFlaw.Graph.Runs;

/// <summary>Which vertices a run may reach, and which it starts with (flow-format section 11.1).</summary>
public sealed class RunPlan
{
    private readonly bool[] _inScope;

    private RunPlan(FlowGraph graph, bool[] inScope, ImmutableArray<int> firstLayer)
    {
        Graph = graph;
        _inScope = inScope;
        FirstLayer = firstLayer;
    }

    /// <summary>The flow.</summary>
    public FlowGraph Graph { get; }

    /// <summary>The vertices that start at once.</summary>
    public ImmutableArray<int> FirstLayer { get; }

    /// <summary>All vertices that may run, ascending. Those that nothing leads to from the first layer still never do.</summary>
    public IEnumerable<int> ToRun => Enumerable.Range(0, _inScope.Length).Where(index => _inScope[index]);

    /// <summary>The plan of an API run or a webhook: it begins with the webhook, or else the chat input.</summary>
    /// <exception cref="InvalidFlowException">Two chat inputs, and no way to choose.</exception>
    public static RunPlan ForRun(FlowGraph graph) =>
        graph.PlanOfRuns ??= Create(graph, (FirstInput(graph, "webhook") ?? FirstInput(graph, "chat"))?.Index, stop: null);

    /// <summary>
    /// The plan of a build in the editor, whole, or from or up to a vertex or a group, or both: then only what leads from one to the other
    /// (semantics section 4.3). With an id that the flow has not, nothing runs.
    /// </summary>
    /// <param name="graph">The flow.</param>
    /// <param name="start">The id to begin with, or null.</param>
    /// <param name="stop">The id to end with, or null.</param>
    /// <exception cref="InvalidFlowException">Two chat inputs.</exception>
    public static RunPlan ForBuild(FlowGraph graph, string? start = null, string? stop = null)
    {
        var (first, last) = (Resolve(graph, start), Resolve(graph, stop));
        return (start is not null && first is null) || (stop is not null && last is null)
            ? new RunPlan(graph, new bool[graph.Vertices.Length], [])
            : Create(graph, first, last);
    }

    /// <summary>Whether a vertex may run.</summary>
    public bool Contains(int vertex) => _inScope[vertex];

    private static RunPlan Create(FlowGraph graph, int? start, int? stop)
    {
        if (stop is { } end && graph.Vertices[end].InCycle)
        {
            (start, stop) = (start ?? stop, null);
        }

        var scope = stop is { } last
            ? Reach.Closure(graph.Vertices, [last], backwards: true)
            : Enumerable.Range(0, graph.Vertices.Length).ToHashSet();

        // On a cycle everything is before and behind everything, so nothing is left out.
        if (start is { } first && !graph.IsCyclic)
        {
            var behind = Reach.Closure(graph.Vertices, [first], backwards: false);
            behind.IntersectWith(scope);
            scope.IntersectWith(Reach.Closure(graph.Vertices, behind, backwards: true));
        }

        var inScope = new bool[graph.Vertices.Length];
        foreach (var index in scope)
        {
            inScope[index] = true;
        }

        return new RunPlan(graph, inScope, FirstOf(graph, inScope, start));
    }

    private static ImmutableArray<int> FirstOf(FlowGraph graph, bool[] inScope, int? start)
    {
        var roots = graph.Vertices
            .Where(vertex => inScope[vertex.Index] && vertex.Predecessors.IsEmpty)
            .Select(vertex => vertex.Index)
            .ToImmutableArray();

        if (roots.IsEmpty && inScope.Contains(true))
        {
            var entry = start ?? FirstId(graph, inScope, "webhook") ?? FirstId(graph, inScope, "chat") ?? Array.IndexOf(inScope, true);
            return [entry];
        }

        if (start is not null)
        {
            return roots;
        }

        // A chat input goes first and alone; what is beside it starts when something needs it.
        var chats = graph.Vertices.Where(vertex => inScope[vertex.Index] && vertex.Id.Contains("ChatInput", StringComparison.Ordinal)).ToArray();
        return chats switch
        {
            [] => roots,
            _ when chats.Any(chat => !chat.Predecessors.IsEmpty) => roots,
            [var chat] => [chat.Index],
            [_, var second, ..] => throw new InvalidFlowException("Only one chat input is allowed in the graph", second.Id),
        };
    }

    private static Vertex? FirstInput(FlowGraph graph, string text) =>
        graph.Vertices.FirstOrDefault(vertex => vertex.IsInput && vertex.Id.Contains(text, StringComparison.OrdinalIgnoreCase));

    private static int? FirstId(FlowGraph graph, bool[] inScope, string text) =>
        graph.Vertices.FirstOrDefault(vertex => inScope[vertex.Index] && vertex.Id.Contains(text, StringComparison.OrdinalIgnoreCase))?.Index;

    private static int? Resolve(FlowGraph graph, string? id) => id is null
        ? null
        : graph.Find(id)?.Index
            ?? (graph.Definition.Groups.FirstOrDefault(group => group.Id == id)?.LastChild is { } child ? graph.Find(child)?.Index : null);
}
