using System.Collections.Immutable;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components;

/// <summary>Runs one component by itself, as a vertex "Type-test" of the session "s1".</summary>
internal sealed class ComponentRun(string type)
{
    private static readonly VertexExecutor _executor = new(ComponentCatalog.Create());
    private readonly List<CallParameter> _parameters = [];
    private ImmutableArray<OutputCall> _outputs = [];
    private VertexCall _call = new()
    {
        Run = new RunIdentity("run-1", "flow-1", "s1"),
        VertexId = $"{type}-test",
        Type = type,
        DisplayName = $"My {type}",
    };

    public TestHost Host { get; init; } = new();

    /// <summary>Gives a parameter.</summary>
    public ComponentRun With(string name, FlowValue value)
    {
        _parameters.Add(new CallParameter { Name = name, Value = value });
        return this;
    }

    public ComponentRun With(string name, string value) => With(name, FlowValue.Of(value));

    public ComponentRun With(string name, bool value) => With(name, FlowValue.Of(value));

    public ComponentRun With(string name, long value) => With(name, FlowValue.Of(value));

    public ComponentRun WithVariable(string name, string variable)
    {
        _parameters.Add(new CallParameter { Name = name, Value = FlowValue.Of(variable), IsVariable = true });
        return this;
    }

    /// <summary>Changes the rest of the call: neighbours, state, session.</summary>
    public ComponentRun Where(Func<VertexCall, VertexCall> change)
    {
        _call = change(_call);
        return this;
    }

    /// <summary>Asks for an output by its method.</summary>
    public ComponentRun Asking(string output, string method = "")
    {
        _outputs = _outputs.Add(new OutputCall(output, method));
        return this;
    }

    public Task<VertexResult> RunAsync(CancellationToken cancellationToken = default) =>
        _executor.ExecuteAsync(_call with { Parameters = [.. _parameters], Outputs = _outputs }, Host, cancellationToken);

    /// <summary>The value of one output.</summary>
    public async Task<T> OutputAsync<T>(string output, string method = "", CancellationToken cancellationToken = default) where T : FlowValue
    {
        _outputs = [new OutputCall(output, method)];
        var result = await RunAsync(cancellationToken);
        return Assert.IsType<T>(result.Outputs[output]);
    }

    /// <summary>The reason for which the vertex fails.</summary>
    public async Task<string> FailureAsync(string output, string method = "")
    {
        _outputs = [new OutputCall(output, method)];
        return (await Assert.ThrowsAsync<VertexFailedException>(() => RunAsync())).Reason;
    }
}
