using SkillFlaw.Graph;
using SkillFlaw.Graph.Flows;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Tweaks;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Bench.Flows;

/// <summary>What it costs to read a flow, to compile it, to overlay a run, and to decide what runs next.</summary>
public static class FlowBenchmark
{
    public static async Task RunAsync(Load load, string folder)
    {
        var files = new DirectoryInfo(folder).EnumerateFiles("*.json", SearchOption.AllDirectories)
            .Where(file => IsFlow(file.FullName))
            .OrderBy(file => file.Length)
            .ToArray();
        if (files.Length == 0)
        {
            throw new InvalidOperationException($"There are no flows in {folder}.");
        }

        load.WriteLine($"{files.Length} flows; the smallest has {files[0].Length:N0} bytes, the largest {files[^1].Length:N0}.");
        foreach (var file in new[] { files[0], files[files.Length / 2], files[^1] }.DistinctBy(file => file.FullName))
        {
            await MeasureAsync(load, file);
        }
    }

    private static async Task MeasureAsync(Load load, FileInfo file)
    {
        var bytes = await File.ReadAllBytesAsync(file.FullName);
        var definition = FlowDefinition.Parse(bytes);
        var graph = FlowGraph.Compile(definition);
        var plan = RunPlan.ForRun(graph);
        var inputs = Inputs(graph);
        load.WriteHeader($"{file.Name}: {graph.Vertices.Length} vertices, {graph.Edges.Length} edges");

        await load.MeasureAsync("parse", 1, 1, (_, _) => Keep(FlowDefinition.Parse(bytes)));
        await load.MeasureAsync("compile", 1, 1, (_, _) => Keep(FlowGraph.Compile(definition)));
        await load.MeasureAsync("overlay: input, session, stream, one tweak", 1, 1, (_, _) => Keep(RunOverlay.Create(graph, inputs)));
        await load.MeasureAsync("plan", 1, 1, (_, _) => Keep(RunPlan.ForRun(graph)));
        await load.MeasureAsync("schedule a whole run", 1, 1, (_, _) => Keep(Schedule(plan)));
    }

    // Every vertex finishes at once, and loops have no items.
    private static RunState Schedule(RunPlan plan)
    {
        var state = new RunState(plan);
        var running = new Queue<int>(state.Start());
        while (running.TryDequeue(out var index))
        {
            var loop = plan.Graph.Vertices[index].Loop;
            foreach (var next in state.Finish(index, loop is null ? [] : [.. loop.ItemOutputs.Select(output => new BranchChange(BranchAction.Stop, output))]))
            {
                running.Enqueue(next);
            }
        }

        return state;
    }

    private static RunInputs Inputs(FlowGraph graph)
    {
        var vertex = graph.Vertices.MaxBy(each => each.Definition.Fields.Length)!;
        var field = vertex.Definition.Fields.First(each => each.Type == "str");
        return new RunInputs
        {
            Inputs = [new RunInput("Hello", [])],
            SessionId = "session-1",
            Stream = false,
            Tweaks = FlowValue.Of((vertex.Id, FlowValue.Of((field.Name, FlowValue.Of("tweaked"))))),
        };
    }

    private static bool IsFlow(string path)
    {
        try
        {
            return !FlowGraph.Compile(FlowDefinition.Parse(File.ReadAllBytes(path))).Vertices.IsEmpty;
        }
        catch (InvalidFlowException)
        {
            return false;
        }
    }

    private static object? _kept;

    // So that the work cannot be optimized away.
    private static ValueTask Keep(object result)
    {
        _kept = result;
        return ValueTask.CompletedTask;
    }
}
