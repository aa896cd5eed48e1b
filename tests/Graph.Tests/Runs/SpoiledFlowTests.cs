using System.Diagnostics;
using SkillFlaw.Graph.Flows;
using SkillFlaw.Graph.Tweaks;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Runs;

/// <summary>Spoiled flows are refused, or run to an end; nothing else happens.</summary>
public sealed class SpoiledFlowTests
{
    private const int Mutations = 1500;

    // A cycle that never chooses its way out has no end of its own.
    private const int MostSteps = 2000;

    [Fact]
    public void Run_OwnFlowSpoiled_IsRefusedOrEnds() => RunSpoiled([.. OwnFlows.Names.Select(OwnFlows.Read)], seed: 1);

    [SharedFlowsFact]
    public void Run_SharedFlowSpoiled_IsRefusedOrEnds() => RunSpoiled([.. SharedFlows.All.Select(SharedFlows.Read)], seed: 2);

    private static void RunSpoiled(byte[][] documents, int seed)
    {
        var refused = 0;
        for (var number = 0; number < Mutations; number++)
        {
            var random = new Random((seed * 1_000_003) + number);
            var spoiled = new FlowMutations(random).Spoil(documents[number % documents.Length]);
            var clock = Stopwatch.StartNew();
            try
            {
                Run(spoiled, random);
            }
            catch (InvalidFlowException)
            {
                refused++;
            }
            catch (Exception failure) when (failure is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"Mutation {number} of seed {seed}: {failure}");
            }

            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"Mutation {number} of seed {seed} took {clock.Elapsed}.");
        }

        // Otherwise the mutations are too weak, or too strong, to say anything.
        Assert.InRange(refused, Mutations / 10, Mutations * 9 / 10);
    }

    private static void Run(byte[] document, Random random)
    {
        var graph = FlowGraph.Compile(FlowDefinition.Parse(document));
        RunOverlay.Create(graph, new RunInputs
        {
            Tweaks = FlowValue.Of(("input_value", FlowValue.Of("x")), ("Chat Input", FlowValue.Of(("files", FlowValue.Of("a/b"))))),
            Inputs = [new RunInput("hello", [])],
            SessionId = "session",
            Files = ["a/b"],
            Stream = false,
        });
        RunToEnd(RunPlan.ForRun(graph), random);
        RunToEnd(RunPlan.ForBuild(graph), random);
    }

    private static void RunToEnd(RunPlan plan, Random random)
    {
        var graph = plan.Graph;
        var state = new RunState(plan, random.Next(2) == 0 ? MergeRule.StopsWithAnyBranch : MergeRule.RunsWithLivingBranch);
        var script = new RunScript();
        var running = state.Start().ToList();
        for (var step = 0; step < MostSteps && running.Count > 0; step++)
        {
            var at = random.Next(running.Count);
            var vertex = graph.Vertices[running[at]];
            running.RemoveAt(at);
            var starts = random.Next(10) == 0
                ? state.Fail(vertex.Index)
                : state.Finish(vertex.Index, script.Decide(vertex, state.Pass(vertex.Index), state.Runs(vertex.Index)));
            Assert.Empty(starts.Intersect(running));
            running.AddRange(starts);
            Assert.Equal(running.Count == 0, state.HasEnded);
        }
    }
}
