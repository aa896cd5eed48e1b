using System.Collections.Immutable;

namespace SkillFlaw.Graph.Runs;

/// <summary>
/// What may start next in one run (flow-format sections 11.2 and 13). Driven by "this vertex has finished", answers "start these"; it runs
/// nothing itself. What has happened, told again in the same order, leads to the same state. Not thread safe.
/// </summary>
/// <remarks>
/// A vertex starts when no predecessor is missing; nothing waits for a layer. Only the first layer starts by itself: everything else is a
/// successor of something that finished, or is needed by one. A loop begins its next pass when its whole body has come to rest.
/// </remarks>
public sealed class RunState
{
    private readonly RunPlan _plan;
    private readonly FlowGraph _graph;
    private readonly Waiting _waiting;
    private readonly Branches _branches;
    private readonly bool[] _running;
    private readonly int[] _runs;
    private readonly bool[] _finished;
    private readonly bool[] _failed;
    private readonly LoopPasses _loops;
    private readonly List<int> _starting = [];
    private readonly HashSet<int> _seen = [];
    private readonly Stack<int> _needed = [];
    private int _runningCount;
    private bool _started;

    /// <summary>A run that has not begun.</summary>
    public RunState(RunPlan plan, MergeRule merging = MergeRule.StopsWithAnyBranch)
    {
        _plan = plan;
        _graph = plan.Graph;
        _waiting = new Waiting(_graph);
        _branches = new Branches(_graph, merging);
        _running = new bool[_graph.Vertices.Length];
        _runs = new int[_graph.Vertices.Length];
        _finished = new bool[_graph.Vertices.Length];
        _failed = new bool[_graph.Vertices.Length];
        _loops = new LoopPasses(_graph);
    }

    /// <summary>Whether everything that will ever run has run.</summary>
    public bool HasEnded => _started && _runningCount == 0;

    /// <summary>The vertices that run now, ascending.</summary>
    public IEnumerable<int> Running => Enumerable.Range(0, _running.Length).Where(index => _running[index]);

    /// <summary>How often a vertex has finished.</summary>
    public int Runs(int vertex) => _runs[vertex];

    /// <summary>Whether a vertex has finished; in the body of a loop, whether it has for the item of now.</summary>
    public bool HasFinished(int vertex) => _finished[vertex];

    /// <summary>Whether a router has left a vertex without a way to run.</summary>
    public bool IsStopped(int vertex) => !_branches.IsOpen(vertex);

    /// <summary>For a loop: how many items it has given out since it began; 0 when it begins, also when it begins again in an outer loop.</summary>
    public int Pass(int vertex) => _loops.Pass(vertex);

    /// <summary>Begins the run.</summary>
    /// <returns>The vertices to start.</returns>
    /// <exception cref="InvalidOperationException">It has begun already.</exception>
    public ImmutableArray<int> Start()
    {
        if (_started)
        {
            throw new InvalidOperationException("The run has begun already.");
        }

        _started = true;
        _starting.AddRange(_plan.FirstLayer);
        return Begin();
    }

    /// <summary>A vertex has finished.</summary>
    /// <param name="vertex">Its index.</param>
    /// <param name="changes">What it decided about the branches behind it; default for nothing.</param>
    /// <returns>The vertices to start, ascending.</returns>
    /// <exception cref="InvalidOperationException">It does not run.</exception>
    public ImmutableArray<int> Finish(int vertex, ImmutableArray<BranchChange> changes = default)
    {
        Leave(vertex);
        _runs[vertex]++;
        _finished[vertex] = true;
        _branches.Reopen(vertex);
        var stopped = _branches.Apply(vertex, changes);
        if (_graph.Vertices[vertex].Loop is { } loop && _loops.Finish(vertex, loop, stopped))
        {
            BeginPass(vertex, loop);
        }

        foreach (var successor in _graph.Vertices[vertex].Successors)
        {
            _waiting.Set(successor, vertex, waits: false);
        }

        if (_branches.AnyClosed)
        {
            WaitOnlyForTheLiving();
        }

        foreach (var successor in _graph.Vertices[vertex].Successors)
        {
            if (!IsDoneWith(successor, vertex))
            {
                Offer(successor, vertex);
            }
        }

        return Begin();
    }

    /// <summary>A vertex has failed: what is behind it does not run, and neither does the rest of a loop that it is in.</summary>
    /// <inheritdoc cref="Finish" />
    public ImmutableArray<int> Fail(int vertex)
    {
        Leave(vertex);
        _failed[vertex] = true;
        return Begin();
    }

    private void Leave(int vertex)
    {
        if (!_running[vertex])
        {
            throw new InvalidOperationException($"Vertex {_graph.Vertices[vertex].Id} does not run.");
        }

        _running[vertex] = false;
        _runningCount--;
    }

    // What waits for something that has failed never settles, so a loop around it ends there.
    private bool IsSettled(int vertex) =>
        !_running[vertex] && (_finished[vertex] || !_plan.Contains(vertex) || !_branches.IsOpen(vertex));

    // Besides what is ready, loops go on once nothing is left to do in their bodies.
    private ImmutableArray<int> Begin()
    {
        foreach (var vertex in _starting)
        {
            _running[vertex] = true;
        }

        foreach (var loop in _graph.Loops)
        {
            if (_loops.IsAtRest(loop, IsSettled) && _branches.IsOpen(loop) && !_running[loop] && !_failed[loop])
            {
                _starting.Add(loop);
            }
        }

        _starting.Sort();
        foreach (var vertex in _starting)
        {
            _running[vertex] = true;
        }

        _runningCount += _starting.Count;
        ImmutableArray<int> begun = [.. _starting];
        _starting.Clear();
        return begun;
    }

    private bool CanStart(int vertex) => _plan.Contains(vertex) && !_running[vertex] && !_failed[vertex] && !_waiting.Any(vertex)
        && _branches.IsOpen(vertex) && !_loops.IsInPass(vertex);

    // What comes back into a loop does not start it: while it has items its body coming to rest does, and afterwards nothing.
    private bool IsDoneWith(int loop, int feedback) =>
        _runs[loop] > 0 && _graph.Vertices[loop].Loop?.Feedback.Contains(feedback) == true;

    // A successor that still waits asks for what it waits for: that is how roots beside the first layer come to run.
    private void Offer(int vertex, int finished)
    {
        if (CanStart(vertex))
        {
            Ready(vertex);
            return;
        }

        // What a router has stopped needs nothing; what comes after a loop will.
        if (!_branches.IsOpen(vertex) && _graph.Vertices[finished].Loop is null)
        {
            return;
        }

        _seen.Clear();
        _seen.Add(vertex);
        AskFor(vertex);
        while (_needed.TryPop(out var needed))
        {
            if (CanStart(needed))
            {
                Ready(needed);
            }
            else
            {
                AskFor(needed);
            }
        }
    }

    private void AskFor(int vertex)
    {
        foreach (var predecessor in _graph.Vertices[vertex].Predecessors)
        {
            if (!_running[predecessor] && _waiting.IsFor(vertex, predecessor) && _seen.Add(predecessor))
            {
                _needed.Push(predecessor);
            }
        }
    }

    private void Ready(int vertex)
    {
        if (!_starting.Contains(vertex))
        {
            _starting.Add(vertex);
        }
    }

    // Each vertex of the body waits again for those of the body that lead to it, and still for what has not finished outside of it.
    private void BeginPass(int vertex, LoopBody loop)
    {
        foreach (var member in loop.Members)
        {
            _branches.Forget(member);
            _loops.Restart(member);
            _finished[member] = false;
        }

        foreach (var member in loop.Members)
        {
            var inner = _graph.Vertices[member].Loop;
            foreach (var predecessor in _graph.Vertices[member].Predecessors)
            {
                var again = predecessor == vertex || !_finished[predecessor];
                var comesBack = inner?.Feedback.Contains(predecessor) == true;
                _waiting.Set(member, predecessor, again && !comesBack);
            }
        }
    }

    private void WaitOnlyForTheLiving()
    {
        foreach (var vertex in _graph.Vertices)
        {
            if (!_branches.IsOpen(vertex.Index))
            {
                continue;
            }

            foreach (var predecessor in vertex.Predecessors.Where(predecessor => !_branches.IsOpen(predecessor)))
            {
                _waiting.Set(vertex.Index, predecessor, waits: false);
            }
        }
    }
}
