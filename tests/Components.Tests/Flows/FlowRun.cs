using System.Collections.Immutable;
using SkillFlaw.Graph;
using SkillFlaw.Graph.Flows;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Tweaks;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Flows;

/// <summary>Runs a whole flow in process: the run state machine says what starts, the components do the work.</summary>
internal sealed class FlowRun
{
    // A flow that does not come to an end in so many executions never will.
    private const int MaxExecutions = 10_000;

    private static readonly VertexExecutor _executor = new(ComponentCatalog.Create());
    private readonly FlowGraph _graph;
    private readonly RunState _state;
    private readonly RunResults _results;
    private readonly IComponentHost _host;

    private FlowRun(FlowGraph graph, RunPlan plan, RunInputs inputs, IComponentHost host, MergeRule merging)
    {
        _graph = graph;
        _host = host;
        _state = new RunState(plan, merging);
        _results = new RunResults(RunOverlay.Create(graph, inputs), _state, new RunIdentity("run-1", "flow-1", inputs.SessionId));
    }

    /// <summary>The ids of the vertices in the order in which they finished.</summary>
    public List<string> Finished { get; } = [];

    /// <summary>What failed, by vertex id.</summary>
    public Dictionary<string, VertexFailedException> Failures { get; } = [];

    /// <summary>Runs a flow to its end.</summary>
    public static async Task<FlowRun> ExecuteAsync(
        byte[] document,
        IComponentHost host,
        RunInputs? inputs = null,
        MergeRule merging = MergeRule.StopsWithAnyBranch,
        CancellationToken cancellationToken = default)
    {
        var graph = FlowGraph.Compile(FlowDefinition.Parse(document));
        var run = new FlowRun(graph, RunPlan.ForRun(graph), inputs ?? RunInputs.None, host, merging);
        await run.RunAsync(cancellationToken);
        return run;
    }

    /// <summary>The value of an output of the only vertex whose id begins so.</summary>
    public T Output<T>(string vertex, string output) where T : FlowValue
    {
        var found = _graph.Vertices.Single(each => each.Id.StartsWith(vertex, StringComparison.Ordinal));
        return Assert.IsType<T>(_results[found.Index]?.Outputs[output]);
    }

    /// <summary>The texts of all vertices of a type that have run, in the order of the document.</summary>
    public IEnumerable<string> Texts(string type) => _graph.Vertices
        .Where(vertex => vertex.Definition.Type == type)
        .Select(vertex => _results[vertex.Index]?.Outputs.Values.OfType<Message>().FirstOrDefault()?.Text)
        .OfType<string>();

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var running = new Dictionary<Task<VertexResult>, Vertex>();
        var executions = 0;
        Start(_state.Start());
        while (running.Count > 0)
        {
            var finished = await Task.WhenAny(running.Keys);
            running.Remove(finished, out var vertex);
            try
            {
                var result = await finished;
                _results.Set(vertex!.Index, result);
                Finished.Add(vertex.Id);
                Start(_state.Finish(vertex.Index, result.Changes));
            }
            catch (VertexFailedException failure)
            {
                Failures.Add(vertex!.Id, failure);
                Start(_state.Fail(vertex.Index));
            }
        }

        Assert.True(_state.HasEnded);

        void Start(ImmutableArray<int> vertices)
        {
            foreach (var index in vertices)
            {
                Assert.True(++executions <= MaxExecutions, "The flow does not come to an end.");
                running.Add(ExecuteAsync(_graph.Vertices[index], cancellationToken), _graph.Vertices[index]);
            }
        }
    }

    private async Task<VertexResult> ExecuteAsync(Vertex vertex, CancellationToken cancellationToken) =>
        await _executor.ExecuteAsync(_results.CallOf(vertex), _host, cancellationToken);
}
