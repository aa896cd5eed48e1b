using System.Collections.Immutable;
using SkillFlaw.Graph.Flows;

namespace SkillFlaw.Graph.Runs;

/// <summary>What routers leave of the branches behind them (flow-format sections 13.1 to 13.4).</summary>
public sealed class BranchTests
{
    private static readonly BranchChange _stopYes = new(BranchAction.Stop, "yes");
    private static readonly BranchChange _stopNo = new(BranchAction.Stop, "no");
    private static readonly BranchChange _excludeYes = new(BranchAction.Exclude, "yes");
    private static readonly BranchChange _excludeNo = new(BranchAction.Exclude, "no");

    [Theory]
    [InlineData("true_result", "ChatOutput-iEl04")]
    [InlineData("false_result", "ChatOutput-iEl03")]
    public void Finish_OutputForEachCase_RunsOne(string stopped, string expected)
    {
        var run = Run(OwnFlows.Compile("if-else"), [new(BranchAction.Stop, stopped), new(BranchAction.Exclude, stopped)]);

        Assert.Equal(["ChatInput-iEl01", expected, "ConditionalRouter-iEl02"], run.Counts.Keys.Order(StringComparer.Ordinal));
    }

    // Checklist 10: where the cases meet nothing runs, as in Langflow.
    [Theory]
    [InlineData("true_result")]
    [InlineData("false_result")]
    public void Finish_MergedCases_NeverRun(string stopped)
    {
        var run = Run(OwnFlows.Compile("if-else-merged"), [new(BranchAction.Stop, stopped)]);

        Assert.Equal(["ChatInput-iEm01", "ConditionalRouter-iEm02"], run.Counts.Keys.Order());
        Assert.True(run.State.IsStopped(run.Graph.Find("ChatOutput-iEm04")!.Index));
    }

    [Theory]
    [InlineData("true_result")]
    [InlineData("false_result")]
    public void Finish_MergedCasesWithLivingBranch_Run(string stopped)
    {
        var run = Run(OwnFlows.Compile("if-else-merged"), [new(BranchAction.Stop, stopped)], MergeRule.RunsWithLivingBranch);

        Assert.Equal(4, run.Counts.Count);
    }

    // The merge waits for the living branch only, however long that is.
    [Theory]
    [InlineData(MergeRule.StopsWithAnyBranch, "root,router,y1,y2")]
    [InlineData(MergeRule.RunsWithLivingBranch, "after,merge,root,router,y1,y2")]
    public void Finish_LongBranches_MergeByTheRule(MergeRule merging, string expected)
    {
        var graph = new FlowJson().Steps("root", "y1", "y2", "n1", "n2", "merge", "after").Router("router").Edge("root", "router")
            .Edge("router.yes", "y1").Edge("y1", "y2").Edge("y2", "merge").Edge("router.no", "n1").Edge("n1", "n2").Edge("n2", "merge").Edge("merge", "after").Compile();

        Assert.Equal(expected.Split(','), Run(graph, [_stopNo], merging).Counts.Keys.Order());
    }

    [Theory]
    [InlineData(MergeRule.StopsWithAnyBranch)]
    [InlineData(MergeRule.RunsWithLivingBranch)]
    public void Finish_AllOutputsStopped_RunNothingBehind(MergeRule merging)
    {
        var run = Run(Branches(), [_stopYes, _stopNo], merging);

        Assert.Equal(["beside", "root", "router"], run.Counts.Keys.Order());
    }

    [Fact]
    public void Finish_NothingStopped_RunsEverything() => Assert.Equal(6, Run(Branches(), []).Counts.Count);

    [Fact]
    public void Finish_ExcludedOutput_RunsNothingBehindIt() =>
        Assert.Equal(["beside", "no", "root", "router"], Run(Branches(), [_excludeYes]).Counts.Keys.Order());

    [Fact]
    public void Finish_ExcludedOutputWithLivingBranch_LetsTheMergeRun() =>
        Assert.Equal(["beside", "merge", "no", "root", "router"], Run(Branches(), [_excludeYes], MergeRule.RunsWithLivingBranch).Counts.Keys.Order());

    // Later changes of the same answer count.
    [Theory]
    [InlineData("start again", "beside,merge,no,root,router,yes")]
    [InlineData("stop again", "beside,no,root,router")]
    [InlineData("exclude the other instead", "beside,root,router,yes")]
    [InlineData("clear", "beside,root,router,yes")]
    public void Finish_SeveralChanges_CountInTheirOrder(string how, string expected)
    {
        var startYes = new BranchChange(BranchAction.Start, "yes");
        ImmutableArray<BranchChange> changes = how switch
        {
            "start again" => [_stopYes, startYes],
            "stop again" => [startYes, _stopYes],
            "exclude the other instead" => [_excludeYes, _excludeNo],
            _ => [_excludeYes, new(BranchAction.ClearExclusions, ""), _stopNo],
        };

        Assert.Equal(expected.Split(','), Run(Branches(), changes).Counts.Keys.Order());
    }

    [Fact]
    public void Finish_UnknownOutput_StopsNothing() =>
        Assert.Equal(6, Run(Branches(), [new(BranchAction.Stop, "nothing"), new(BranchAction.Exclude, "nothing")]).Counts.Count);

    // What another router has stopped stays stopped, whatever this one starts.
    [Fact]
    public void Finish_TwoRouters_DoNotOpenEachOthersBranches()
    {
        var graph = new FlowJson().Steps("a", "both").Router("first").Router("second")
            .Edge("a", "first").Edge("a", "second").Edge("first.yes", "both").Edge("second.yes", "both").Compile();
        var script = new RunScript
        {
            Route = (vertex, _) => vertex.Id switch { "first" => [_stopYes], "second" => [new(BranchAction.Start, "yes")], _ => [] },
        };

        var run = new RunDriver(RunPlan.ForRun(graph), script).Start().Finish("a", "first", "second");

        Assert.True(run.State.HasEnded);
        Assert.DoesNotContain("both", run.Counts.Keys);
    }

    // What a stopped branch would need is not started for its sake.
    [Fact]
    public void Finish_StoppedBranch_DoesNotAskForItsRoots()
    {
        var graph = new FlowJson().Steps("ChatInput-1", "yes", "needed").Router("router")
            .Edge("ChatInput-1", "router").Edge("router.yes", "yes").Edge("needed", "yes").Compile();
        var script = new RunScript { Route = (vertex, _) => vertex.Id == "router" ? [_stopYes] : [] };

        var run = new RunDriver(RunPlan.ForBuild(graph), script).Start().RunToEnd(new Random(1));

        Assert.Equal(["ChatInput-1", "router"], run.Counts.Keys.Order());
    }

    // Checklist 11: at the last iteration the router drops its exclusions and stops the other way.
    [Fact]
    public void Finish_FlipOfTheRoute_OpensTheExcludedBranch()
    {
        var graph = new FlowJson().Steps("again", "yes").Router("router")
            .Edge("again", "router").Edge("router.no", "again").Edge("router.yes", "yes").Compile();
        var state = new RunState(RunPlan.ForBuild(graph, start: "router"));
        var (again, yes, router) = (0, 1, 2);
        state.Start();

        Assert.Equal<int>([again], state.Finish(router, [_stopYes, _excludeYes]));
        Assert.True(state.IsStopped(yes));
        Assert.Equal<int>([router], state.Finish(again));
        Assert.True(state.IsStopped(yes));
        Assert.Equal<int>([yes], state.Finish(router, [new(BranchAction.ClearExclusions, ""), _stopNo]));
        Assert.False(state.IsStopped(yes));
        Assert.True(state.IsStopped(again));
        Assert.Empty(state.Finish(yes));
        Assert.True(state.HasEnded);
    }

    private static FlowGraph Branches() => new FlowJson().Steps("root", "yes", "no", "merge", "beside").Router("router")
        .Edge("root", "router").Edge("root", "beside").Edge("router.yes", "yes").Edge("router.no", "no").Edge("yes", "merge").Edge("no", "merge").Compile();

    private static RunDriver Run(FlowGraph graph, ImmutableArray<BranchChange> changes, MergeRule merging = MergeRule.StopsWithAnyBranch)
    {
        var script = new RunScript { Route = (vertex, _) => vertex.Definition.Type is "Router" or "ConditionalRouter" ? changes : [] };
        return new RunDriver(RunPlan.ForRun(graph), script, merging).Start().RunToEnd(new Random(3));
    }
}
