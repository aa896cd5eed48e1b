using SkillFlaw.Graph.Flows;

namespace SkillFlaw.Graph.Runs;

/// <summary>What still runs after a vertex has failed (flow-format section 18).</summary>
public sealed class FailureTests
{
    [Fact]
    public void Fail_InABranch_LeavesTheOthersRunning()
    {
        var run = Run(new FlowJson().Steps("a", "b", "c", "d", "e").Edge("a", "b").Edge("b", "c").Edge("a", "d").Edge("d", "e"), "b");

        Assert.Equal(["a", "b", "d", "e"], run.Counts.Keys.Order());
        Assert.False(run.State.HasFinished(run.Graph.Find("b")!.Index));
        Assert.Equal(0, run.State.Runs(run.Graph.Find("b")!.Index));
    }

    // A successor that waits asks for what it waits for; what has failed does not come back.
    [Fact]
    public void Fail_BeforeAJoin_IsNotStartedAgain()
    {
        var graph = new FlowJson().Steps("a", "b", "join").Edge("a", "join").Edge("b", "join").Compile();
        var state = new RunState(RunPlan.ForRun(graph));
        state.Start();

        Assert.Empty(state.Fail(0));
        Assert.Empty(state.Finish(1));
        Assert.True(state.HasEnded);
    }

    [Fact]
    public void Fail_OfARoot_EndsARunWithoutAnythingElse()
    {
        var run = Run(new FlowJson().Steps("a", "b").Edge("a", "b"), "a");

        Assert.Equal(["a"], run.Counts.Keys);
        Assert.True(run.State.HasEnded);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    [InlineData("print")]
    [InlineData("loop")]
    public void Fail_InALoop_EndsTheLoop(string failing)
    {
        var run = Run(Loop(), failing);

        Assert.Equal(1, run.Counts[failing]);
        Assert.Equal(1, run.Counts["loop"]);
        Assert.DoesNotContain("end", run.Counts.Keys);
        Assert.Equal(1, run.Counts["unrelated"]);
    }

    [Fact]
    public void Fail_InTheSecondPass_KeepsTheFirst()
    {
        var script = new RunScript { Items = (_, _) => 3, Fails = (vertex, run) => vertex.Id == "a" && run == 1 };

        var run = new RunDriver(RunPlan.ForRun(Loop().Compile()), script).Start().RunToEnd(new Random(1));

        Assert.Equal(2, run.Counts["loop"]);
        Assert.Equal(2, run.Counts["a"]);
        Assert.Equal(1, run.Counts["b"]);
        Assert.DoesNotContain("end", run.Counts.Keys);
    }

    // The loop would otherwise go on with items for which nothing is done.
    [Fact]
    public void Fail_OfWhatABodyNeeds_EndsTheLoop()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var run = Run(Loop().Steps("prompt").Edge("prompt", "b"), "prompt", seed);

            Assert.Equal(1, run.Counts["loop"]);
            Assert.Equal(1, run.Counts["a"]);
            Assert.DoesNotContain("b", run.Counts.Keys);
            Assert.DoesNotContain("end", run.Counts.Keys);
        }
    }

    [Fact]
    public void Fail_InAnInnerLoop_EndsTheOuterToo()
    {
        var flow = new FlowJson().Loop("outer").Steps("data", "x", "y", "beside", "end").Loop("inner").Edge("data", "outer.data")
            .Edge("outer.item", "inner.data").Edge("inner.item", "x").Feedback("x", "inner").Edge("inner.done", "y").Feedback("y", "outer")
            .Edge("outer.item", "beside").Edge("outer.done", "end");

        var run = Run(flow, "x");

        Assert.Equal(["beside", "data", "inner", "outer", "x"], run.Counts.Keys.Order());
        Assert.All(run.Counts.Values, count => Assert.Equal(1, count));
    }

    [Fact]
    public void Fail_WhileAnotherRuns_EndsWhenThatDoes()
    {
        var state = new RunState(RunPlan.ForRun(new FlowJson().Steps("a", "b").Compile()));
        state.Start();

        state.Fail(0);
        Assert.False(state.HasEnded);
        Assert.Equal([1], state.Running);
        state.Fail(1);
        Assert.True(state.HasEnded);
    }

    // Checklist 25: unknown and edited components are vertices as any other; they fail when they are reached.
    [Fact]
    public void Fail_OfAnUnknownComponent_SparesTheRest()
    {
        var graph = OwnFlows.Compile("unknown-components");

        var run = new RunDriver(RunPlan.ForRun(graph), new RunScript { Fails = (vertex, _) => vertex.Definition.Type == "MoonPhase" })
            .Start().RunToEnd(new Random(1));

        Assert.Equal(["ChatInput-uNk01", "ChatOutput-uNk02", "MoonPhase-uNk03"], run.Counts.Keys.Order());
        Assert.True(graph.Find("CombineText-uNk05")!.Definition.Edited);
        Assert.False(graph.Find("MoonPhase-uNk03")!.Definition.Edited);
    }

    private static FlowJson Loop() => new FlowJson().Steps("data").Loop("loop").Steps("a", "b", "print", "end", "unrelated")
        .Edge("data", "loop.data").Edge("loop.item", "a").Edge("a", "b").Feedback("b", "loop").Edge("a", "print").Edge("loop.done", "end");

    private static RunDriver Run(FlowJson flow, string failing, int seed = 1)
    {
        var run = new RunDriver(RunPlan.ForRun(flow.Compile()), new RunScript { Fails = (vertex, _) => vertex.Id == failing })
            .Start().RunToEnd(new Random(seed));
        run.Replay();
        return run;
    }
}
