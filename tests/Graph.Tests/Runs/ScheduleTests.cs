using SkillFlaw.Graph.Flows;

namespace SkillFlaw.Graph.Runs;

/// <summary>What the original scheduler did with saved flows, and what ours does.</summary>
public sealed class ScheduleTests
{
    private const int Orders = 20;

    [SharedFlowsTheory]
    [MemberData(nameof(SharedFlows.Scheduled), MemberType = typeof(SharedFlows))]
    public void ForRun_SavedFlow_StartsWithTheSameLayer(string path)
    {
        var schedule = SharedFlows.ScheduleOf(path);
        var graph = SharedFlows.Compile(path);

        var plan = RunPlan.ForRun(graph);

        Assert.Equal(schedule.FirstLayer.Order(), Ids(graph, plan.FirstLayer));
        Assert.Equal(schedule.ToRun.Order(), Ids(graph, plan.ToRun));
        if (schedule.ApiStart is { } start)
        {
            Assert.Contains(graph.Find(start)!.Index, plan.FirstLayer);
        }
    }

    [SharedFlowsTheory]
    [MemberData(nameof(SharedFlows.Scheduled), MemberType = typeof(SharedFlows))]
    public void ForBuild_SavedFlow_StartsWithTheSameLayer(string path)
    {
        var graph = SharedFlows.Compile(path);

        var plan = RunPlan.ForBuild(graph);

        Assert.Equal(SharedFlows.ScheduleOf(path).PlaygroundFirst.Order(), Ids(graph, plan.FirstLayer));
    }

    [SharedFlowsTheory]
    [MemberData(nameof(SharedFlows.Scheduled), MemberType = typeof(SharedFlows))]
    public void Finish_AsTheApiDid_EndsWhereItEnded(string path)
    {
        var schedule = SharedFlows.ScheduleOf(path);
        var graph = SharedFlows.Compile(path);

        var run = new RunDriver(RunPlan.ForRun(graph), new RunScript()).Start().Finish(schedule.ApiTrace);

        AssertEnded(run, schedule.NeverRunApi);
    }

    [SharedFlowsTheory]
    [MemberData(nameof(SharedFlows.Scheduled), MemberType = typeof(SharedFlows))]
    public void Finish_AsTheEditorDid_EndsWhereItEnded(string path)
    {
        var schedule = SharedFlows.ScheduleOf(path);
        var graph = SharedFlows.Compile(path);

        var run = new RunDriver(RunPlan.ForBuild(graph), new RunScript()).Start().Finish(schedule.PlaygroundTrace);

        AssertEnded(run, schedule.NeverRunPlayground);
    }

    [SharedFlowsTheory]
    [MemberData(nameof(SharedFlows.Scheduled), MemberType = typeof(SharedFlows))]
    public void Finish_InAnyOrder_RunsTheSameAsOften(string path)
    {
        var schedule = SharedFlows.ScheduleOf(path);
        var graph = SharedFlows.Compile(path);

        for (var seed = 0; seed < Orders; seed++)
        {
            AssertRuns(RunPlan.ForRun(graph), schedule.ApiTrace, seed);
            AssertRuns(RunPlan.ForBuild(graph), schedule.PlaygroundTrace, seed);
        }
    }

    private static void AssertRuns(RunPlan plan, string[] trace, int seed)
    {
        var run = new RunDriver(plan, new RunScript()).Start().RunToEnd(new Random(seed));

        Assert.Equal(trace.Order(), run.Steps.Select(step => plan.Graph.Vertices[step.Vertex].Id).Order());
    }

    private static void AssertEnded(RunDriver run, string[] neverRun)
    {
        Assert.True(run.State.HasEnded);
        Assert.Equal(
            neverRun.Order(),
            run.Graph.Vertices.Where(vertex => run.State.Runs(vertex.Index) == 0).Select(vertex => vertex.Id).Order());
    }

    private static IEnumerable<string> Ids(FlowGraph graph, IEnumerable<int> indices) =>
        indices.Select(index => graph.Vertices[index].Id).Order();
}
