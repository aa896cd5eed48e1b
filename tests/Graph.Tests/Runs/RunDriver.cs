using System.Collections.Immutable;

namespace SkillFlaw.Graph.Runs;

/// <summary>
/// Plays the components of a run: whatever the state starts, it finishes in some order with what the script says. At every start it holds
/// the state to its promises: nothing runs twice at once, nothing runs early, nothing runs that is stopped.
/// </summary>
internal sealed class RunDriver(RunPlan plan, RunScript script, MergeRule merging = MergeRule.StopsWithAnyBranch)
{
    // Far more than any flow of the tests takes.
    private const int MostSteps = 100_000;

    private readonly List<int> _running = [];
    private readonly List<Step> _steps = [];
    private readonly int[] _lastFinish = new int[plan.Graph.Vertices.Length];
    private readonly int[] _passBegan = new int[plan.Graph.Vertices.Length];
    private readonly (int Loop, HashSet<int> Members)[] _bodies =
        [.. plan.Graph.Vertices.Where(vertex => vertex.Loop is not null).Select(loop => (loop.Index, loop.Loop!.Members.ToHashSet()))];

    private int _time;

    public RunState State { get; } = new(plan, merging);

    public FlowGraph Graph => plan.Graph;

    /// <summary>What runs now, in the order in which it was started.</summary>
    public IReadOnlyList<int> Running => _running;

    /// <summary>Every answer that was given, with what it started.</summary>
    public IReadOnlyList<Step> Steps => _steps;

    /// <summary>How often each vertex was finished or failed, by id.</summary>
    public Dictionary<string, int> Counts => _steps.CountBy(step => Graph.Vertices[step.Vertex].Id).ToDictionary();

    /// <summary>Whether predecessors are held against a start. On a cycle without a loop none can be.</summary>
    public bool ChecksOrder { get; init; } = true;

    public IEnumerable<string> RunningIds => _running.Select(index => Graph.Vertices[index].Id);

    public RunDriver Start()
    {
        Begin(State.Start());
        return this;
    }

    /// <summary>Finishes vertices in this order; each must run by then.</summary>
    public RunDriver Finish(params string[] ids)
    {
        foreach (var id in ids)
        {
            Assert.Contains(id, RunningIds);
            Answer(Graph.Find(id)!);
        }

        return this;
    }

    /// <summary>Finishes what runs, in any order, until nothing runs.</summary>
    public RunDriver RunToEnd(Random random)
    {
        while (_running.Count > 0)
        {
            Assert.False(State.HasEnded);
            Assert.True(_steps.Count < MostSteps, "The run does not come to an end.");
            Answer(Graph.Vertices[_running[random.Next(_running.Count)]]);
        }

        Assert.True(State.HasEnded);
        return this;
    }

    /// <summary>Tells another state the same, and expects the same of it.</summary>
    public void Replay()
    {
        var again = new RunState(plan, merging);
        again.Start();
        foreach (var step in _steps)
        {
            var starts = step.Failed ? again.Fail(step.Vertex) : again.Finish(step.Vertex, step.Changes);
            Assert.Equal<int>(step.Starts, starts);
        }

        Assert.True(again.HasEnded);
    }

    private void Answer(Vertex vertex)
    {
        var run = State.Runs(vertex.Index);
        var changes = script.Decide(vertex, State.Pass(vertex.Index), run);
        var failed = script.Fails(vertex, run);
        _running.Remove(vertex.Index);
        _lastFinish[vertex.Index] = ++_time;
        var starts = failed ? State.Fail(vertex.Index) : State.Finish(vertex.Index, changes);
        if (State.Pass(vertex.Index) > 0)
        {
            _passBegan[vertex.Index] = _time;
        }

        _steps.Add(new Step(vertex.Index, changes, failed, starts));
        Begin(starts);
    }

    private void Begin(ImmutableArray<int> starts)
    {
        foreach (var index in starts)
        {
            var vertex = Graph.Vertices[index];
            Refuse(!plan.Contains(index), vertex, "is not part of the run");
            Refuse(_running.Contains(index), vertex, "runs already");
            Refuse(State.IsStopped(index), vertex, "is stopped");
            if (ChecksOrder)
            {
                RefuseTooEarly(vertex);
            }

            _running.Add(index);
        }

        Assert.Equal<int>([.. _running.Order()], [.. State.Running]);
    }

    private void RefuseTooEarly(Vertex vertex)
    {
        foreach (var edge in vertex.Incoming.Where(edge => !edge.IsFeedback && !State.IsStopped(edge.Source)))
        {
            var source = edge.Source;
            var finish = _lastFinish[source];
            var late = finish == 0 || _running.Contains(source) || _bodies.Any(body =>
                body.Members.Contains(vertex.Index) && body.Members.Contains(source) && finish <= _passBegan[body.Loop]);
            Refuse(late, vertex, "does not wait for a predecessor");
        }

        if (vertex.Loop is { } body && State.Pass(vertex.Index) > 0)
        {
            Refuse(body.Members.Any(_running.Contains), vertex, "goes on while its body runs");
        }
    }

    private static void Refuse(bool isWrong, Vertex vertex, string what)
    {
        if (isWrong)
        {
            Assert.Fail($"{vertex.Id} {what}.");
        }
    }

    /// <summary>An answer, and what it started.</summary>
    internal sealed record Step(int Vertex, ImmutableArray<BranchChange> Changes, bool Failed, ImmutableArray<int> Starts);
}
