using SkillFlaw.Graph.Flows;

namespace SkillFlaw.Graph.Runs;

/// <summary>How often loops and their bodies run, and when (flow-format sections 11.2 and 13.5).</summary>
public sealed class LoopTests
{
    private const int Orders = 10;

    // Checklist 12: for n items the loop runs n + 1 times, and its body n times.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Finish_LoopOverItems_RunsOnceMoreThanItsBody(int items)
    {
        for (var seed = 0; seed < Orders; seed++)
        {
            var run = Run(OwnFlows.Compile("loop-table"), _ => items, seed);

            Assert.Equal(1, Count(run, "File-lTa01"));
            Assert.Equal(items + 1, Count(run, "LoopComponent-lTa02"));
            Assert.Equal(items, Count(run, "DataOperations-lTa03"));
            Assert.Equal(items, Count(run, "ChatOutput-lTa05"));
            Assert.Equal(1, Count(run, "ChatOutput-lTa06"));
        }
    }

    // The native rule of 11.2 (b): in every pass a join waits for all of its branches, however long they are.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Finish_JoinInTheBody_RunsOncePerItem(int items)
    {
        for (var seed = 0; seed < Orders; seed++)
        {
            var run = Run(OwnFlows.Compile("loop-join"), _ => items, seed);

            Assert.Equal(items + 1, Count(run, "LoopComponent-lJo03"));
            Assert.All(
                (string[])["ParserComponent-lJo04", "ParserComponent-lJo05", "TypeConverterComponent-lJo06", "CombineText-lJo08", "TypeConverterComponent-lJo09"],
                member => Assert.Equal(items, Count(run, member)));
            Assert.Equal(1, Count(run, "ChatOutput-lJo11"));
        }
    }

    [Fact]
    public void Finish_BodyVertexBesideTheWayBack_HoldsUpTheNextPass()
    {
        var run = Driver(OwnFlows.Compile("loop-table"), _ => 2).Start()
            .Finish("File-lTa01", "LoopComponent-lTa02", "DataOperations-lTa03");

        // The way back is through, but the item is still being shown.
        Assert.Equal(["TypeConverterComponent-lTa04"], run.RunningIds);
        run.Finish("TypeConverterComponent-lTa04");
        Assert.Equal(["ChatOutput-lTa05"], run.RunningIds);
        run.Finish("ChatOutput-lTa05");
        Assert.Equal(["LoopComponent-lTa02"], run.RunningIds);
    }

    [Fact]
    public void Pass_OverALoop_CountsTheItems()
    {
        var run = Driver(OwnFlows.Compile("loop-table"), _ => 2);
        var loop = run.Graph.Find("LoopComponent-lTa02")!.Index;
        run.Start().Finish("File-lTa01");

        Assert.Equal(0, run.State.Pass(loop));
        run.Finish("LoopComponent-lTa02");
        Assert.Equal(1, run.State.Pass(loop));
        Assert.True(run.State.IsStopped(run.Graph.Find("ChatOutput-lTa06")!.Index));
        run.Finish("DataOperations-lTa03");
        Assert.True(run.State.HasFinished(run.Graph.Find("DataOperations-lTa03")!.Index));
        run.Finish("TypeConverterComponent-lTa04", "ChatOutput-lTa05", "LoopComponent-lTa02");
        Assert.Equal(2, run.State.Pass(loop));
        Assert.False(run.State.HasFinished(run.Graph.Find("DataOperations-lTa03")!.Index));
        run.Finish("DataOperations-lTa03", "TypeConverterComponent-lTa04", "ChatOutput-lTa05", "LoopComponent-lTa02");
        Assert.Equal(0, run.State.Pass(loop));
        Assert.Equal(["ChatOutput-lTa06"], run.RunningIds);
        Assert.True(run.State.IsStopped(run.Graph.Find("DataOperations-lTa03")!.Index));
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(3, 0)]
    [InlineData(0, 3)]
    [InlineData(1, 1)]
    public void Finish_LoopInALoop_RunsForEachOuterItem(int outer, int inner)
    {
        for (var seed = 0; seed < Orders; seed++)
        {
            var run = Run(Nested(), loop => loop == "outer" ? outer : inner, seed);

            Assert.Equal(outer + 1, Count(run, "outer"));
            Assert.Equal(outer, Count(run, "a"));
            Assert.Equal(outer * (inner + 1), Count(run, "inner"));
            Assert.Equal(outer * inner, Count(run, "x"));
            Assert.Equal(outer, Count(run, "y"));
            Assert.Equal(1, Count(run, "end"));
        }
    }

    // The inner body takes what the outer one made of the item: it waits for this item's, in every pass of both.
    [Fact]
    public void Finish_InnerBodyThatNeedsTheOuter_WaitsForItInEveryPass()
    {
        for (var seed = 0; seed < 3 * Orders; seed++)
        {
            var graph = Nested(flow => flow.Steps("slow", "slower").Edge("outer.item", "slow").Edge("slow", "slower").Edge("slower", "x"));

            var run = Run(graph, _ => 2, seed);

            Assert.Equal(2, Count(run, "slower"));
            Assert.Equal(4, Count(run, "x"));
            Assert.Equal(2, Count(run, "y"));
        }
    }

    // What comes after an inner loop is only put off while that loop runs; the outer one must not take it for stopped.
    [Fact]
    public void Finish_LateLoopBesideAnother_HoldsUpTheOuterLoop()
    {
        for (var seed = 0; seed < 3 * Orders; seed++)
        {
            var graph = Nested(flow => flow.Loop("other").Steps("o", "p").Edge("outer.item", "other.data").Edge("other.item", "o").Feedback("o", "other")
                .Edge("other.done", "p").Edge("p", "x"));

            var run = Run(graph, loop => loop == "other" ? 3 : 2, seed);

            Assert.Equal(8, Count(run, "other"));
            Assert.Equal(2, Count(run, "p"));
            Assert.Equal(4, Count(run, "x"));
        }
    }

    [Fact]
    public void Finish_WhereItemsAndResultMeet_RunsOnceAtTheEnd()
    {
        var graph = new FlowJson().Steps("data", "a", "both").Loop("loop").Edge("data", "loop.data").Edge("loop.item", "a").Feedback("a", "loop").Edge("a", "both").Edge("loop.done", "both").Compile();

        foreach (var items in (int[])[0, 1, 3])
        {
            foreach (var merging in Enum.GetValues<MergeRule>())
            {
                var run = new RunDriver(RunPlan.ForRun(graph), new RunScript { Items = (_, _) => items }, merging).Start().RunToEnd(new Random(1));

                Assert.Equal(1, Count(run, "both"));
            }
        }
    }

    // What comes after the loop is put off, but what that needs can be made ready meanwhile.
    [Fact]
    public void Finish_FirstPass_AsksForWhatTheResultWillNeed()
    {
        var graph = new FlowJson().Steps("ChatInput-1", "a", "after", "prompt").Loop("loop").Edge("ChatInput-1", "loop.data").Edge("loop.item", "a")
            .Feedback("a", "loop").Edge("loop.done", "after").Edge("prompt", "after").Compile();

        var run = new RunDriver(RunPlan.ForBuild(graph), new RunScript()).Start().Finish("ChatInput-1", "loop");

        Assert.Equal(["a", "prompt"], run.RunningIds);
    }

    // Our own decision: a router in the body that stops the way back ends the pass, and not the loop.
    [Theory]
    [InlineData(MergeRule.StopsWithAnyBranch)]
    [InlineData(MergeRule.RunsWithLivingBranch)]
    public void Finish_RouterThatStopsTheWayBack_GoesOnWithTheNextItem(MergeRule merging)
    {
        var graph = new FlowJson().Loop("loop").Router("router").Steps("data", "back", "aside", "end").Edge("data", "loop.data")
            .Edge("loop.item", "router").Edge("router.yes", "back").Feedback("back", "loop").Edge("router.no", "aside").Edge("loop.done", "end").Compile();
        var script = new RunScript
        {
            Items = (_, _) => 3,
            Route = (vertex, run) => vertex.Id == "router" ? [new(BranchAction.Stop, run == 1 ? "yes" : "no"), new(BranchAction.Exclude, run == 1 ? "yes" : "no")] : [],
        };

        var run = new RunDriver(RunPlan.ForRun(graph), script, merging).Start().RunToEnd(new Random(1));

        Assert.Equal(4, Count(run, "loop"));
        Assert.Equal(3, Count(run, "router"));
        Assert.Equal(2, Count(run, "back"));
        Assert.Equal(1, Count(run, "aside"));
        Assert.Equal(1, Count(run, "end"));
    }

    [Fact]
    public void Finish_BodyWithoutWayBack_RunsForEachItem()
    {
        var graph = new FlowJson().Loop("loop").Steps("a", "end").Edge("loop.item", "a").Edge("loop.done", "end").Compile();

        var run = Run(graph, _ => 3, 1);

        Assert.Equal((4, 3, 1), (Count(run, "loop"), Count(run, "a"), Count(run, "end")));
    }

    // Nonsense that must still come to an end: the way back begins outside of the body.
    [Fact]
    public void Finish_WayBackFromOutside_DoesNotStartTheLoopAgain()
    {
        for (var seed = 0; seed < Orders; seed++)
        {
            var graph = new FlowJson().Steps("data", "stray", "a").Loop("loop")
                .Edge("data", "loop.data").Edge("loop.item", "a").Feedback("a", "loop").Feedback("stray", "loop").Compile();

            var run = Run(graph, _ => 1, seed);

            Assert.Equal((2, 1, 1), (Count(run, "loop"), Count(run, "a"), Count(run, "stray")));
        }
    }

    // Nonsense too: what comes after the loop leads into its body.
    [Fact]
    public void Finish_ResultThatLeadsIntoTheBody_ComesToAnEnd()
    {
        var graph = new FlowJson().Steps("data", "a", "b", "after").Loop("loop").Edge("data", "loop.data")
            .Edge("loop.item", "a").Edge("a", "b").Feedback("b", "loop").Edge("loop.done", "after").Edge("after", "b").Compile();

        var run = Run(graph, _ => 2, 1);

        Assert.Equal((3, 1), (Count(run, "loop"), Count(run, "b")));
    }

    // Each of the two needs what the other gives when it is done.
    [Fact]
    public void Finish_LoopsThatWaitForEachOther_EndSilently()
    {
        var graph = new FlowJson().Loop("one").Loop("two").Steps("data", "a", "b").Edge("data", "one.data").Edge("data", "two.data")
            .Edge("one.item", "a").Feedback("a", "one").Edge("two.item", "b").Feedback("b", "two").Edge("one.done", "b").Edge("two.done", "a").Compile();

        var run = Run(graph, _ => 2, 1);

        Assert.Equal(["data", "one", "two"], run.Counts.Keys.Order());
    }

    [Fact]
    public void Finish_LoopUpToAStop_RunsWhatTheStopNeeds()
    {
        var graph = OwnFlows.Compile("loop-table");

        var run = new RunDriver(RunPlan.ForBuild(graph, stop: "ChatOutput-lTa06"), new RunScript()).Start().RunToEnd(new Random(1));

        Assert.Equal(3, Count(run, "LoopComponent-lTa02"));
        Assert.Equal(2, Count(run, "DataOperations-lTa03"));
        Assert.Equal(0, Count(run, "ChatOutput-lTa05"));
        Assert.Equal(1, Count(run, "ChatOutput-lTa06"));
    }

    private static FlowGraph Nested(Action<FlowJson>? more = null)
    {
        var flow = new FlowJson().Loop("outer").Steps("data", "a", "x", "y", "end").Loop("inner")
            .Edge("data", "outer.data").Edge("outer.item", "a").Edge("a", "inner.data").Edge("inner.item", "x").Feedback("x", "inner")
            .Edge("inner.done", "y").Feedback("y", "outer").Edge("outer.done", "end");
        more?.Invoke(flow);
        return flow.Compile();
    }

    private static RunDriver Driver(FlowGraph graph, Func<string, int> items) =>
        new(RunPlan.ForRun(graph), new RunScript { Items = (loop, _) => items(loop.Id) });

    private static RunDriver Run(FlowGraph graph, Func<string, int> items, int seed)
    {
        var run = Driver(graph, items).Start().RunToEnd(new Random(seed));
        run.Replay();
        return run;
    }

    private static int Count(RunDriver run, string id) => run.Counts.GetValueOrDefault(id);
}
