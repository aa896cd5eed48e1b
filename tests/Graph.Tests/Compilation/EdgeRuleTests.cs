using System.Text.Json.Nodes;
using SkillFlaw.Graph.Flows;

namespace SkillFlaw.Graph.Compilation;

/// <summary>What may be joined (flow-format section 5).</summary>
public sealed class EdgeRuleTests
{
    private const string? Fits = null;
    private const string InvalidHandles = "has invalid handles";
    private const string NoMatchedType = "has no matched type";

    // The types of the handle that gives, those of the handle that takes ("-" for none said), and the type of the field.
    [Theory]
    [InlineData("Message", "Message", "str", Fits)]
    [InlineData("Message", "Data,Message", "other", Fits)]
    [InlineData("Data,Message", "Message", "other", Fits)]
    [InlineData("Message", "Data", "other", InvalidHandles)]
    [InlineData("Message", "", "other", InvalidHandles)]
    [InlineData("", "Message", "other", InvalidHandles)]
    [InlineData("Message", "-", "other", InvalidHandles)]
    [InlineData("Message", "", "Message", Fits)]
    [InlineData("Message", "-", "Message", Fits)]
    [InlineData("message", "Message", "other", InvalidHandles)]

    // Names that mean the same.
    [InlineData("Data", "JSON", "other", Fits)]
    [InlineData("JSON", "Data", "other", Fits)]
    [InlineData("Record", "Data", "other", Fits)]
    [InlineData("DataFrame", "Table", "other", Fits)]
    [InlineData("Table", "DataFrame", "other", Fits)]
    [InlineData("Text", "Message", "other", Fits)]
    [InlineData("BaseLanguageModel", "LanguageModel", "other", Fits)]
    [InlineData("Data", "Table", "other", InvalidHandles)]
    public void Compile_Handles_MustShareAType(string outputTypes, string inputTypes, string fieldType, string? refusal)
    {
        var flow = Flow(produced: Texts(outputTypes) is [] ? ["Message"] : Texts(outputTypes), fieldType)
            .Edge("A-1", "B-2", FlowJson.SourceHandle("A-1", "out", Texts(outputTypes)), Target(inputTypes, fieldType));

        AssertCompiles(flow, refusal);
    }

    // The types that the node itself lists for the output count too.
    [Theory]
    [InlineData("Message", Fits)]
    [InlineData("Text", Fits)]
    [InlineData("Data,Message", Fits)]
    [InlineData("Data", NoMatchedType)]
    [InlineData("", NoMatchedType)]
    public void Compile_TypesOfTheOutput_MustBeTakenToo(string produced, string? refusal)
    {
        var flow = Flow(Texts(produced), "other")
            .Edge("A-1", "B-2", FlowJson.SourceHandle("A-1", "out", ["Message"]), Target("Message", "other"));

        AssertCompiles(flow, refusal);
    }

    [Fact]
    public void Compile_EdgeFromUnknownOutput_IsRefused() => AssertCompiles(
        Flow(["Message"], "other").Edge("A-1", "B-2", FlowJson.SourceHandle("A-1", "gone", ["Message"]), Target("Message", "other")),
        NoMatchedType);

    [Fact]
    public void Compile_Feedback_FitsAnyTypeThatTheLoopTakes()
    {
        var flow = new FlowJson().Steps("a").Loop("loop").Edge("loop.item", "a");

        AssertCompiles(Copy(flow).Feedback("a", "loop"), Fits);
        AssertCompiles(Copy(flow).Edge("a", "loop", FlowJson.SourceHandle("a", "out", []), FlowJson.SourceHandle("loop", "item", ["Data"])), InvalidHandles);
    }

    [Fact]
    public void Compile_RefusedEdge_IsNamedByBothDisplayNames()
    {
        var flow = Flow(["Message"], "other").Edge("A-1", "B-2", FlowJson.SourceHandle("A-1", "out", ["Data"]), Target("Message", "other"));

        var failure = Assert.Throws<InvalidFlowException>(() => flow.Compile());

        Assert.Equal("B-2", failure.VertexId);
        Assert.StartsWith("Edge between Giver and Taker has invalid handles", failure.Message, StringComparison.Ordinal);
    }

    private static FlowJson Flow(string[] produced, string fieldType)
    {
        var output = FlowJson.Output("out");
        output["types"] = FlowJson.Texts(produced);
        return new FlowJson()
            .AddNode("A-1", "A", Node("Giver", [], output))
            .AddNode("B-2", "B", Node("Taker", new() { ["in"] = FlowJson.Field(fieldType, inputTypes: ["Message"]) }));
    }

    private static JsonObject Node(string displayName, JsonObject template, params JsonObject[] outputs) =>
        new() { ["display_name"] = displayName, ["template"] = template, ["outputs"] = new JsonArray([.. outputs]) };

    private static JsonObject Target(string inputTypes, string fieldType)
    {
        var handle = new JsonObject { ["fieldName"] = "in", ["id"] = "B-2", ["type"] = fieldType };
        if (inputTypes != "-")
        {
            handle["inputTypes"] = FlowJson.Texts(Texts(inputTypes));
        }

        return handle;
    }

    private static FlowJson Copy(FlowJson flow)
    {
        var copy = new FlowJson();
        flow.Nodes.Select(node => node!.DeepClone()).ToList().ForEach(copy.Nodes.Add);
        flow.Edges.Select(edge => edge!.DeepClone()).ToList().ForEach(copy.Edges.Add);
        return copy;
    }

    private static string[] Texts(string texts) => texts.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static void AssertCompiles(FlowJson flow, string? refusal)
    {
        if (refusal is null)
        {
            Assert.Equal(flow.Edges.Count, flow.Compile().Edges.Length);
            return;
        }

        Assert.Contains(refusal, Assert.Throws<InvalidFlowException>(() => flow.Compile()).Message, StringComparison.Ordinal);
    }
}
