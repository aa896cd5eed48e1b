using System.Text.Json.Nodes;
using SkillFlaw.Graph.Flows;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Parameters;

/// <summary>Parameters that edges give (flow-format sections 9.1 to 9.3).</summary>
public sealed class EdgeParameterTests
{
    // Checklist 4: the order of the edges in the document, whatever the order of the nodes.
    [Fact]
    public void Parameters_ListOfSeveralEdges_KeepTheOrderOfTheEdges()
    {
        var graph = OwnFlows.Compile("data-lists");

        var parameter = graph.Find("DataOperations-dLi05")!.FindParameter("data")!;

        Assert.Equal(ParameterKind.Edges, parameter.Kind);
        Assert.True(parameter.IsList);
        Assert.Equal(
            ["CreateData-dLi03", "CreateData-dLi01", "CreateData-dLi02"],
            parameter.Edges.Select(edge => graph.Vertices[edge.Source].Id));
    }

    // Checklist 5: an edge into a field whose stored value is an object of one key gives that key's value.
    [Fact]
    public void Parameters_ObjectOfOneKey_WrapsWhatTheEdgeBrings()
    {
        var graph = OwnFlows.Compile("data-lists");

        Assert.Equal("name", graph.Find("CreateData-dLi02")!.FindParameter("field_1_key")!.WrapKey);
        Assert.Null(graph.Find("CreateData-dLi01")!.FindParameter("field_1_key")!.WrapKey);
    }

    [Theory]
    [InlineData("""{"a":1}""", false, "a")]
    [InlineData("""{"a":{"b":1}}""", false, "a")]
    [InlineData("""{"a":1}""", true, null)]
    [InlineData("""{}""", false, null)]
    [InlineData("""{"a":1,"b":2}""", false, null)]
    [InlineData("""[{"a":1}]""", false, null)]
    [InlineData("\"a\"", false, null)]
    public void Parameters_StoredValue_WrapsOnlyAsASingleObjectOfOneKey(string stored, bool isList, string? expected)
    {
        var graph = Fed(FlowJson.Field("dict", JsonNode.Parse(stored), list: isList, inputTypes: ["Message"]));

        Assert.Equal(expected, graph.Find("B-1")!.FindParameter("f")!.WrapKey);
    }

    [Fact]
    public void Parameters_FieldWithEdge_TakeTheEdgeEvenIfHidden()
    {
        var graph = Fed(FlowJson.Field("str", "stored", show: false, inputTypes: ["Message"]));

        Assert.Equal(ParameterKind.Edges, graph.Find("B-1")!.FindParameter("f")!.Kind);
    }

    [Theory]
    [InlineData("str", "\"a\\\\nb\"", true, "\"a\\nb\"")]
    [InlineData("int", "\"5\"", true, "5")]
    [InlineData("str", "\"x\"", false, "null")]
    [InlineData("other", "\"x\"", true, "null")]
    [InlineData("table", "\"no rows\"", true, "null")]
    public void Parameters_FieldWithEdge_KeepTheStoredValueForCycles(string type, string stored, bool show, string expected)
    {
        var graph = Fed(FlowJson.Field(type, JsonNode.Parse(stored), show, inputTypes: ["Message"]));

        Assert.Equal(JsonValues.Parse(expected), graph.Find("B-1")!.FindParameter("f")!.Value);
    }

    [Fact]
    public void Parameters_VertexThatFeedsItself_LosesTheParameter()
    {
        var graph = new FlowJson().Steps("a", "b").Edge("a", "b").Edge("b", "b").Compile();

        Assert.Null(graph.Find("b")!.FindParameter("in"));
    }

    [Fact]
    public void Parameters_FeedbackOfALoop_IsNamedAfterTheOutput()
    {
        var graph = new FlowJson().Steps("a", "b").Loop("loop").Edge("a", "loop.data").Edge("loop.item", "b").Feedback("b", "loop").Compile();

        var parameters = graph.Find("loop")!.Parameters;

        Assert.Equal(["data", "item"], parameters.Select(parameter => parameter.Name));
        Assert.All(parameters, parameter => Assert.Equal(ParameterKind.Edges, parameter.Kind));
        Assert.Null(parameters[1].Field);
    }

    // Checklist 1: nothing is left of a hidden field, so the component's own default counts.
    [Theory]
    [InlineData("memory-chat", "Memory-mEm02", "template")]
    [InlineData("memory-chat", "Memory-mEm02", "message")]
    [InlineData("prompt-model-1.8", "LanguageModelComponent-pMa03", "ollama_base_url")]
    public void Parameters_HiddenField_AreWithoutIt(string flow, string id, string field)
    {
        var vertex = OwnFlows.Compile(flow).Find(id)!;

        Assert.NotNull(vertex.Definition.FindField(field));
        Assert.Null(vertex.FindParameter(field));
    }

    // Checklist 2: a text is unescaped, a prompt is not.
    [Theory]
    [InlineData("text-io", "CombineText-tIo03", "delimiter", "\n")]
    [InlineData("prompt-model-1.6", "Prompt-pMb04", "template", "Say it in ten words:\\n{story}")]
    public void Parameters_BackslashAndN_IsALineBreakInTextsOnly(string flow, string id, string field, string expected) =>
        Assert.Equal(FlowValue.Of(expected), OwnFlows.Compile(flow).Find(id)!.FindParameter(field)!.Value);

    private static FlowGraph Fed(JsonObject field) => new FlowJson().Steps("a")
        .Add("B-1", "B", new() { ["f"] = field }).Edge("a", "B-1.f").Compile();
}
