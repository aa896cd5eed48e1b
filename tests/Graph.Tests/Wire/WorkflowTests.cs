using System.Runtime.InteropServices;
using System.Text.Json;
using SkillFlaw.Graph.Flows;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Tweaks;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Wire;

/// <summary>What workflows answer (semantics section 7.4).</summary>
public sealed class WorkflowTests
{
    private static readonly Message _said = new("Hi") { Properties = new MessageProperties { Source = new MessageSource("Model-b2", "OpenAI", "gpt") } };

    [Theory]
    [InlineData("ChatOutput", "Message", "message", "\"Hi\"", false)]
    [InlineData("OpenAIModel", "Message", "message", "null", true)]
    public void OutputsOf_Message_HasContentWhereTheFlowSaysIt(string type, string outputType, string expectedType, string content, bool hasSource)
    {
        var output = OutputOf(type, outputType, _said);

        Assert.Equal(expectedType, output.GetProperty("type").GetString());
        Assert.Equal(content, output.GetProperty("content").GetRawText());
        Assert.Equal(hasSource, output.GetProperty("metadata").TryGetProperty("source", out _));
        Assert.Equal(type, output.GetProperty("metadata").GetProperty("component_type").GetString());
    }

    [Fact]
    public void OutputsOf_Data_HasItsFields() =>
        Assert.Equal("""{"a":1}""", OutputOf("Splitter", "Data", new Data(FlowValue.Of(("a", FlowValue.Of(1))))).GetProperty("content").GetRawText());

    [Fact]
    public void OutputsOf_Table_HasItsRows() =>
        Assert.Equal(
            """[{"a":1}]""",
            OutputOf("Splitter", "DataFrame", DataFrame.FromRecords([FlowValue.Of(("a", FlowValue.Of(1)))])).GetProperty("content").GetRawText());

    [Fact]
    public void OutputsOf_Flow_HasItsEndsThatRan()
    {
        var graph = new FlowJson().Steps("first", "last", "idle").Edge("first", "last").Compile();

        var outputs = Run(graph, ("first", _said), ("last", _said));

        Assert.Equal(["last"], outputs.EnumerateObject().Select(output => output.Name));
    }

    [Fact]
    public void FlatInputs_OfComponentsAndObjects_AreTweaksOfTheirComponents()
    {
        var inputs = FlatInputs.Of((ObjectValue)JsonValues.Parse("""{"A.x":1,"B":{"y":2},"A.z.w":3,"alone":4,".q":5}"""), "flow", stream: false);

        Assert.Equal("""{"A":{"x":1,"z.w":3},"B":{"y":2}}""", inputs.Tweaks.ToJson().Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(("flow", false), (inputs.SessionId, inputs.Stream));
        Assert.Empty(inputs.Inputs);
    }

    [Theory]
    [InlineData("""{"A.session_id":"s1","B.session_id":"s2"}""", "s1")]
    [InlineData("""{"A.session_id":"","B":{"session_id":"s2"}}""", "s2")]
    [InlineData("""{"session_id":"s1","A.session_id":7}""", "flow")]
    public void FlatInputs_WithSessions_AreOfTheFirst(string inputs, string session) =>
        Assert.Equal(session, FlatInputs.Of((ObjectValue)JsonValues.Parse(inputs), "flow", stream: false).SessionId);

    private static JsonElement OutputOf(string type, string outputType, FlowValue value)
    {
        var output = FlowJson.Output("out");
        output["types"] = new System.Text.Json.Nodes.JsonArray(outputType);
        var graph = new FlowJson().Add($"{type}-1", type, [], output).Compile();
        var written = Run(graph, ($"{type}-1", value)).GetProperty($"{type}-1");
        Assert.Equal(($"{type}-1", "completed"), (written.GetProperty("component_id").GetString(), written.GetProperty("status").GetString()));
        return written;
    }

    private static JsonElement Run(FlowGraph graph, params (string Id, FlowValue Value)[] gave)
    {
        var results = new RunResults(RunOverlay.Create(graph, RunInputs.None), new RunState(RunPlan.ForRun(graph)), new RunIdentity("run", "flow", ""));
        foreach (var (id, value) in gave)
        {
            results.Set(graph.Find(id)!.Index, new VertexResult { Outputs = FlowValue.Of(("out", value)) });
        }

        return JsonElement.Parse(ImmutableCollectionsMarshal.AsArray(WorkflowJson.OutputsOf(graph, results))!);
    }
}
