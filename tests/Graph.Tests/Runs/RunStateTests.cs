using SkillFlaw.Graph.Flows;

namespace SkillFlaw.Graph.Runs;

/// <summary>When a vertex may start (flow-format sections 11.1 to 11.3).</summary>
public sealed class RunStateTests
{
    [Fact]
    public void Finish_Diamond_StartsTheJoinOnceAfterBoth()
    {
        var run = Run(new FlowJson().Steps("a", "b", "c", "d").Edge("a", "b").Edge("a", "c").Edge("b", "d").Edge("c", "d"));

        run.Start().Finish("a", "c");
        Assert.Equal(["b"], run.RunningIds);
        run.Finish("b");
        Assert.Equal(["d"], run.RunningIds);
        run.Finish("d");

        Assert.True(run.State.HasEnded);
        Assert.Equal(1, run.Counts["d"]);
    }

    // Only the first layer starts by itself; what is beside it starts when something needs it, with all its own needs.
    [Fact]
    public void Finish_SuccessorThatNeedsOtherRoots_StartsThem()
    {
        var run = Run(new FlowJson().Steps("ChatInput-1", "join", "prompt", "text", "far", "unrelated")
            .Edge("ChatInput-1", "join").Edge("prompt", "join").Edge("text", "prompt").Edge("far", "text"), RunPlan.ForBuild);

        Assert.Equal(["ChatInput-1"], run.Start().RunningIds);
        Assert.Equal(["far"], run.Finish("ChatInput-1").RunningIds);
        run.Finish("far", "text", "prompt", "join");

        Assert.True(run.State.HasEnded);
        Assert.DoesNotContain("unrelated", run.Counts.Keys);
    }

    [Fact]
    public void Finish_RootThatIsNeededTwice_StartsOnce()
    {
        var run = Run(new FlowJson().Steps("ChatInput-1", "a", "b", "root")
            .Edge("ChatInput-1", "a").Edge("ChatInput-1", "b").Edge("root", "a").Edge("root", "b"), RunPlan.ForBuild);

        run.Start().Finish("ChatInput-1");
        Assert.Equal(["root"], run.RunningIds);
        run.RunToEnd(new Random(1));

        Assert.All(run.Counts.Values, count => Assert.Equal(1, count));
    }

    // Checklist 9: with a chat the other half never runs; without one all halves do.
    [Fact]
    public void Finish_DisconnectedHalf_RunsOnlyWithoutChat()
    {
        var chat = Run(OwnFlows.Compile("two-halves"), RunPlan.ForBuild).Start().RunToEnd(new Random(1));
        var texts = Run(new FlowJson().Steps("a", "b", "c", "d").Edge("a", "b").Edge("c", "d")).Start().RunToEnd(new Random(1));

        Assert.Equal(["ChatInput-tHa01", "ChatOutput-tHa04", "CombineText-tHa03", "TextInput-tHa02"], chat.Counts.Keys.Order());
        Assert.Equal(["a", "b", "c", "d"], texts.Counts.Keys.Order());
    }

    // Without routers and loops exactly what hangs together with the chat runs, and once.
    [Fact]
    public void Finish_RandomFlowWithChat_RunsWhatHangsTogetherWithIt()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var ids = Enumerable.Range(0, random.Next(2, 12)).Select(number => number == 0 ? "ChatInput-0" : $"s{number}").ToArray();
            var flow = new FlowJson().Steps(ids);
            for (var left = random.Next(ids.Length); left > 0; left--)
            {
                var target = random.Next(1, ids.Length);
                flow.Edge(ids[random.Next(target)], ids[target]);
            }

            var graph = flow.Compile();

            var run = Run(graph, RunPlan.ForBuild).Start().RunToEnd(random);

            Assert.Equal(Together(graph, "ChatInput-0"), run.Counts.Keys.Order());
            Assert.All(run.Counts.Values, count => Assert.Equal(1, count));
        }
    }

    // Checklist 13: a cycle without a loop is never entered, and nothing fails.
    [Fact]
    public void Finish_CycleWithoutLoop_EndsBeforeIt()
    {
        var run = Run(OwnFlows.Compile("router-cycle"), RunPlan.ForRun).Start().RunToEnd(new Random(1));

        Assert.Equal(["ChatInput-rCy05", "ChatOutput-rCy06", "TextInput-rCy01"], run.Counts.Keys.Order());
    }

    // Checklist 13 and 11: it runs if it is entered at its first vertex, until the router chooses the other way.
    [Fact]
    public void Finish_CycleThatIsTheEntry_RunsUntilTheRouterLeavesIt()
    {
        var script = new RunScript
        {
            Route = (vertex, run) => vertex.Id != "router" ? []
                : run < 3 ? [new(BranchAction.Stop, "yes"), new(BranchAction.Exclude, "yes")]
                : [new(BranchAction.ClearExclusions, ""), new(BranchAction.Stop, "no")],
        };
        var graph = new FlowJson().Steps("again", "out").Router("router").Edge("again", "router").Edge("router.no", "again").Edge("router.yes", "out").Compile();

        var run = new RunDriver(RunPlan.ForBuild(graph, start: "router"), script) { ChecksOrder = false }.Start().RunToEnd(new Random(1));

        Assert.Equal(4, run.Counts["router"]);
        Assert.Equal(3, run.Counts["again"]);
        Assert.Equal(1, run.Counts["out"]);
    }

    [Fact]
    public void Finish_VertexThatFeedsItself_IsNeverStarted()
    {
        var run = Run(new FlowJson().Steps("a", "b").Edge("a", "b").Edge("b", "b")).Start().RunToEnd(new Random(1));

        Assert.Equal(["a"], run.Counts.Keys);
    }

    [Fact]
    public void Finish_UntilAStop_RunsNothingBehindIt()
    {
        var graph = new FlowJson().Steps("a", "b", "c", "d").Edge("a", "b").Edge("b", "c").Edge("a", "d").Compile();

        var run = Run(graph, each => RunPlan.ForBuild(each, stop: "b")).Start().RunToEnd(new Random(1));

        Assert.Equal(["a", "b"], run.Counts.Keys.Order());
    }

    [Fact]
    public void Start_Twice_IsRefused()
    {
        var state = new RunState(RunPlan.ForRun(new FlowJson().Steps("a").Compile()));
        state.Start();

        Assert.Throws<InvalidOperationException>(() => state.Start());
    }

    [Fact]
    public void FinishAndFail_OfWhatDoesNotRun_AreRefused()
    {
        var state = new RunState(RunPlan.ForRun(new FlowJson().Steps("a", "b").Edge("a", "b").Compile()));

        Assert.Throws<InvalidOperationException>(() => state.Finish(0));
        state.Start();
        Assert.Throws<InvalidOperationException>(() => state.Finish(1));
        Assert.Throws<InvalidOperationException>(() => state.Fail(1));
        state.Finish(0);
        Assert.Throws<InvalidOperationException>(() => state.Finish(0));
    }

    [Fact]
    public void HasEnded_OverARun_IsTrueOnlyAtItsEnd()
    {
        var state = new RunState(RunPlan.ForRun(new FlowJson().Steps("a", "b").Edge("a", "b").Compile()));

        Assert.False(state.HasEnded);
        state.Start();
        Assert.False(state.HasEnded);
        state.Finish(0);
        Assert.False(state.HasEnded);
        Assert.False(state.HasFinished(1));
        state.Finish(1);
        Assert.True(state.HasEnded);
        Assert.True(state.HasFinished(1));
        Assert.Equal(1, state.Runs(1));
    }

    [Fact]
    public void Finish_SeveralStarts_AreAscending()
    {
        var run = Run(new FlowJson().Steps("d", "b", "a", "c").Edge("c", "a").Edge("c", "d").Edge("c", "b")).Start().Finish("c");

        Assert.Equal<int>([0, 1, 2], run.Steps[0].Starts);
    }

    private static RunDriver Run(FlowJson flow, Func<FlowGraph, RunPlan>? plan = null) => Run(flow.Compile(), plan ?? RunPlan.ForRun);

    private static RunDriver Run(FlowGraph graph, Func<FlowGraph, RunPlan> plan) => new(plan(graph), new RunScript());

    private static RunDriver Run(FlowGraph graph, Func<FlowGraph, string?, string?, RunPlan> plan) => new(plan(graph, null, null), new RunScript());

    private static RunDriver Run(FlowJson flow, Func<FlowGraph, string?, string?, RunPlan> plan) => Run(flow.Compile(), plan);

    private static IEnumerable<string> Together(FlowGraph graph, string id)
    {
        var reached = new HashSet<int>();
        var open = new Stack<int>([graph.Find(id)!.Index]);
        while (open.TryPop(out var index))
        {
            if (reached.Add(index))
            {
                graph.Vertices[index].Successors.Concat(graph.Vertices[index].Predecessors).ToList().ForEach(open.Push);
            }
        }

        return reached.Select(index => graph.Vertices[index].Id).Order();
    }
}
