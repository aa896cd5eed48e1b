using System.Collections.Immutable;

namespace SkillFlaw.Graph.Runs;

/// <summary>Runs of random flows in random orders, against what the oracle says.</summary>
public sealed class RandomRunTests
{
    private const int Flows = 200;
    private const int Orders = 3;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(false, true, MergeRule.RunsWithLivingBranch)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(true, true, MergeRule.RunsWithLivingBranch)]
    public void Finish_RandomFlow_RunsAsOftenAsTheOracleSays(
        bool loops, bool routers, MergeRule merging = MergeRule.StopsWithAnyBranch) => Check(loops, routers, merging, Script);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fail_InRandomFlow_LeavesOutWhatIsBehind(bool loops) =>
        Check(loops, routers: false, MergeRule.StopsWithAnyBranch, FailingScript);

    private static void Check(bool loops, bool routers, MergeRule merging, Func<int, RunScript> makeScript)
    {
        var failures = new List<(FlowGraph Graph, string Message)>();
        for (var seed = 0; seed < Flows; seed++)
        {
            var graph = RandomFlow.Draw(seed, loops, routers, tangled: merging is MergeRule.StopsWithAnyBranch);
            var script = makeScript(seed);
            var expected = Text(RunOracle.Counts(graph, script.Again(), merging));
            for (var order = 0; order < Orders; order++)
            {
                if (Compare(graph, script.Again(), merging, expected, new Random(order)) is { } message)
                {
                    failures.Add((graph, $"Flow {seed}, order {order}: {message}"));
                }
            }
        }

        // The smallest says most.
        if (failures.Count > 0)
        {
            var (graph, message) = failures.MinBy(failure => failure.Graph.Edges.Length);
            Assert.Fail($"{failures.Count} runs went wrong. {message}\n{Text(graph)}");
        }
    }

    private static string? Compare(FlowGraph graph, RunScript script, MergeRule merging, string expected, Random random)
    {
        var run = new RunDriver(RunPlan.ForRun(graph), script, merging);
        try
        {
            run.Start().RunToEnd(random).Replay();
            Assert.Equal(expected, Text(run.Counts));
            return null;
        }
        catch (Exception failure) when (failure is Xunit.Sdk.XunitException or InvalidOperationException)
        {
            return $"{failure.Message}\n{Text(run)}\nexpected: {expected}";
        }
    }

    private static string Text(FlowGraph graph) => string.Join(' ', graph.Edges.Select(edge =>
        $"{graph.Vertices[edge.Source].Id}.{edge.SourceOutput}{(edge.IsFeedback ? ">>" : ">")}{graph.Vertices[edge.Target].Id}"));

    private static string Text(RunDriver run) => string.Join(' ', run.Steps.Select(step =>
        run.Graph.Vertices[step.Vertex].Id + (step.Failed ? "[failed]" : string.Concat(step.Changes.Select(change => $"[{change.Action} {change.Output}]")))));

    private static string Text(Dictionary<string, int> counts) =>
        string.Join(' ', counts.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Key}*{each.Value}"));

    // The decisions of a vertex hang on nothing but its id and how often it has run.
    private static RunScript Script(int seed) => new()
    {
        Items = (loop, round) => Draw(seed, loop, round).Next(4),
        Route = (vertex, run) => vertex.Definition.Type == "Router" ? Choose(Draw(seed, vertex, run)) : [],
    };

    private static RunScript FailingScript(int seed) => new()
    {
        Items = (loop, round) => Draw(seed, loop, round).Next(4),
        Fails = (vertex, run) => Draw(seed, vertex, run + 1000).Next(20) == 0,
    };

    private static ImmutableArray<BranchChange> Choose(Random random)
    {
        var output = random.Next(2) == 0 ? "yes" : "no";
        return random.Next(8) switch
        {
            0 => [],
            1 => [new(BranchAction.Stop, "yes"), new(BranchAction.Stop, "no")],
            2 => [new(BranchAction.Exclude, output)],
            3 or 4 => [new(BranchAction.Stop, output), new(BranchAction.Exclude, output)],
            _ => [new(BranchAction.Stop, output)],
        };
    }

    private static Random Draw(int seed, Vertex vertex, int count) =>
        new((seed * 7919) ^ (vertex.Index * 104_729) ^ (count * 1_299_709));
}
