namespace SkillFlaw.Graph.Runs;

/// <summary>
/// Says how often each vertex of a flow runs, in the plainest way: one after the other, a loop's body as often as the loop has items, and
/// nothing that a router has stopped or that waits for what has failed. Knows nothing of the state that it is compared with.
/// </summary>
internal sealed class RunOracle
{
    private readonly FlowGraph _graph;
    private readonly RunScript _script;
    private readonly MergeRule _merging;
    private readonly int[] _runs;
    private readonly bool[] _finished;
    private readonly Dictionary<int, HashSet<int>> _stopped = [];
    private readonly Dictionary<int, HashSet<int>> _bodies;
    private readonly int[] _order;

    private RunOracle(FlowGraph graph, RunScript script, MergeRule merging)
    {
        _graph = graph;
        _script = script;
        _merging = merging;
        _runs = new int[graph.Vertices.Length];
        _finished = new bool[graph.Vertices.Length];
        var loops = graph.Vertices.Where(vertex => vertex.Definition.FindOutput("item") is not null).Select(loop => loop.Index).ToArray();
        _bodies = loops.ToDictionary(loop => loop, loop => Behind(loop, "item").Except(Behind(loop, "done")).ToHashSet());
        foreach (var outer in loops)
        {
            foreach (var inner in loops.Where(_bodies[outer].Contains))
            {
                _bodies[inner].ExceptWith(Behind(outer, "done"));
            }
        }

        _order = Order();
    }

    /// <summary>The number of runs by id, without those that never run.</summary>
    public static Dictionary<string, int> Counts(FlowGraph graph, RunScript script, MergeRule merging)
    {
        var oracle = new RunOracle(graph, script, merging);
        oracle.Play(Enumerable.Range(0, graph.Vertices.Length).ToHashSet());
        return graph.Vertices.Where(vertex => oracle._runs[vertex.Index] > 0).ToDictionary(vertex => vertex.Id, vertex => oracle._runs[vertex.Index]);
    }

    private void Play(HashSet<int> part)
    {
        var inner = part.Where(_bodies.ContainsKey).SelectMany(loop => _bodies[loop]).ToHashSet();
        foreach (var index in _order.Where(index => part.Contains(index) && !inner.Contains(index)))
        {
            var missing = Before(index).Any(source => !_finished[source] && !IsStopped(source));
            if (IsStopped(index) || missing)
            {
                continue;
            }

            if (_bodies.TryGetValue(index, out var body))
            {
                PlayLoop(index, body);
            }
            else
            {
                Run(index, pass: 0);
            }
        }
    }

    private void PlayLoop(int loop, HashSet<int> body)
    {
        for (var pass = 0; Run(loop, pass); pass++)
        {
            foreach (var member in body)
            {
                _finished[member] = false;
                _stopped.Remove(member);
            }

            Play(body);
            if (body.Any(member => !_finished[member] && !IsStopped(member)))
            {
                Break(loop);
                return;
            }
        }
    }

    // What is behind it waits for ever.
    private void Break(int index)
    {
        _finished[index] = false;
        _stopped.Remove(index);
    }

    // True for a loop that gave out an item.
    private bool Run(int index, int pass)
    {
        var changes = _script.Decide(_graph.Vertices[index], pass, _runs[index]++);
        if (_script.Fails(_graph.Vertices[index], _runs[index] - 1))
        {
            Break(index);
            return false;
        }

        _finished[index] = true;
        var outputs = changes.Where(change => change.Action is BranchAction.Stop or BranchAction.Exclude).Select(change => change.Output).ToHashSet();
        var stopped = outputs.SelectMany(output => Behind(index, output)).ToHashSet();
        var isLoop = _bodies.ContainsKey(index);
        if (isLoop && outputs.Contains("item"))
        {
            stopped.IntersectWith(_bodies[index]);
        }
        else if (!isLoop && _merging is MergeRule.RunsWithLivingBranch)
        {
            stopped.ExceptWith(_graph.Vertices[index].Outgoing
                .Where(edge => !outputs.Contains(edge.SourceOutput))
                .SelectMany(edge => Behind(index, edge.SourceOutput)));
        }

        _stopped[index] = stopped;
        return isLoop && !outputs.Contains("item");
    }

    private bool IsStopped(int index) => _stopped.Values.Any(stopped => stopped.Contains(index));

    private IEnumerable<int> Before(int index) => _graph.Vertices[index].Incoming.Where(edge => !edge.IsFeedback).Select(edge => edge.Source);

    private HashSet<int> Behind(int index, string output)
    {
        var behind = new HashSet<int>();
        var open = new Stack<Edge>(_graph.Vertices[index].Outgoing.Where(edge => edge.SourceOutput == output));
        while (open.TryPop(out var edge))
        {
            if (!edge.IsFeedback && behind.Add(edge.Target))
            {
                foreach (var next in _graph.Vertices[edge.Target].Outgoing)
                {
                    open.Push(next);
                }
            }
        }

        return behind;
    }

    // So that everything stands behind what it waits for, and a loop also behind what its body waits for.
    private int[] Order()
    {
        var order = new List<int>();
        var placed = new HashSet<int>();
        foreach (var vertex in _graph.Vertices)
        {
            Place(vertex.Index);
        }

        return [.. order];

        void Place(int index)
        {
            if (!placed.Add(index))
            {
                return;
            }

            foreach (var source in Before(index))
            {
                Place(source);
            }

            if (_bodies.TryGetValue(index, out var body))
            {
                foreach (var source in body.SelectMany(Before).Where(source => source != index && !body.Contains(source)))
                {
                    Place(source);
                }
            }

            order.Add(index);
        }
    }
}
