using System.Text;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Flows;

/// <summary>What is read of a document (flow-format sections 1 to 5).</summary>
public sealed class FlowDefinitionTests
{
    [Fact]
    public void Parse_FlowObject_ReadsItsHead()
    {
        var flow = FlowDefinition.Parse(OwnFlows.Read("chat-echo"));

        Assert.Equal("621c8999-8329-59c0-9dcc-a3a3d5a87c4c", flow.Id);
        Assert.Equal(("Echo", "Says what it hears.", "test-echo", "1.8.0", false), (flow.Name, flow.Description, flow.EndpointName, flow.LastTestedVersion, flow.IsComponent));
        Assert.Equal(["ChatInput-eCh01", "ChatOutput-eCh02"], flow.Vertices.Select(vertex => vertex.Id));
    }

    [Fact]
    public void Parse_NodesAndEdgesAlone_IsAFlowWithoutAName()
    {
        var flow = FlowDefinition.Parse(OwnFlows.Read("text-io"));

        Assert.Equal((null, "", "", null), (flow.Id, flow.Name, flow.Description, flow.EndpointName));
        Assert.Equal(4, flow.Vertices.Length);
        Assert.Equal(3, flow.Edges.Length);
    }

    [Fact]
    public void Parse_SavedComponent_IsOne()
    {
        var flow = FlowDefinition.Parse("""{"is_component":true,"name":null,"endpoint_name":null,"data":{"nodes":[],"edges":[]}}"""u8.ToArray());

        Assert.True(flow.IsComponent);
        Assert.Equal("", flow.Name);
        Assert.Null(flow.EndpointName);
    }

    [Fact]
    public void Parse_ByteOrderMark_IsSkippedAndKept()
    {
        byte[] document = [0xEF, 0xBB, 0xBF, .. new FlowJson().Steps("a").ToUtf8()];

        var flow = FlowDefinition.Parse(document);

        Assert.Single(flow.Vertices);
        Assert.Equal(document, flow.Document.ToArray());
    }

    // Checklist 7: edges without "data" are read from their strings, where œ stands for the quotation mark.
    [Fact]
    public void Parse_EdgesWithoutData_AreReadFromTheirStrings()
    {
        var graph = OwnFlows.Compile("edges-1.0");

        Assert.DoesNotContain("\"data\":{\"sourceHandle\"", Encoding.UTF8.GetString(OwnFlows.Read("edges-1.0")), StringComparison.Ordinal);
        Assert.Equal(
            ["ChatInput-eOl01.message>Prompt-eOl02.said", "Prompt-eOl02.prompt>ChatOutput-eOl03.input_value"],
            graph.Edges.Select(edge => $"{graph.Vertices[edge.Source].Id}.{edge.SourceOutput}>{graph.Vertices[edge.Target].Id}.{edge.TargetField}"));
    }

    [Fact]
    public void Parse_EdgeWithBoth_TakesTheObjects()
    {
        var flow = FlowDefinition.Parse("""
            {"nodes":[],"edges":[{"source":"a","target":"b",
              "sourceHandle":"{œnameœ:œoldœ}","targetHandle":"{œfieldNameœ:œoldœ}",
              "data":{"sourceHandle":{"name":"new","output_types":["Message",5,null]},"targetHandle":"{œfieldNameœ:œnew tooœ,œinputTypesœ:[œMessageœ]}"}}]}
            """u8.ToArray());

        var edge = Assert.Single(flow.Edges);
        Assert.Equal(("new", "new too"), (edge.SourceOutput, edge.TargetField));
        Assert.Equal<string>(["Message"], edge.OutputTypes);
        Assert.Equal<string>(["Message"], edge.InputTypes);
    }

    [Fact]
    public void Parse_EdgeWithoutEnds_TakesTheIdsOfItsHandles()
    {
        var edge = Assert.Single(FlowDefinition.Parse("""
            {"nodes":[],"edges":[{"data":{"sourceHandle":{"id":"a","name":"out"},"targetHandle":{"id":"b","fieldName":"in"}}}]}
            """u8.ToArray()).Edges);

        Assert.Equal(("a", "b"), (edge.Source, edge.Target));
    }

    [Fact]
    public void Parse_NotesAndNodesWithoutType_AreLeftOut()
    {
        Assert.Equal(3, FlowDefinition.Parse(OwnFlows.Read("edges-1.0")).Vertices.Length);
        Assert.DoesNotContain(FlowDefinition.Parse(OwnFlows.Read("prompt-model-1.8")).Vertices, vertex => vertex.Id.StartsWith("note", StringComparison.Ordinal));
    }

    [Fact]
    public void Parse_Node_IsReadWithAllThatMatters()
    {
        var vertex = FlowDefinition.Parse("""
            {"nodes":[{"id":"A-1","data":{"id":"other","type":"A","display_name":"Outer","node":{
              "description":"What it does","frozen":true,"tool_mode":true,"edited":true,"metadata":{"module":"lfx.components.a.b.TheClass"},
              "outputs":[
                {"name":"one","method":"make","types":["Message",null],"allows_loop":true,"required_inputs":["x"]},
                {"display_name":"no name"},
                {"name":"two","display_name":"Two","cache":false,"tool_mode":false,"types":null}],
              "template":{"_type":"Component","code":{"value":"secret","show":true,"type":"code"},"text":"no object","f":{
                "type":"str","display_name":"F","info":"What it is for","value":[1,"x",null],"default":7,"required":true,"show":true,"list":true,
                "input_types":["Message"],"load_from_db":true,"password":true,"tool_mode":true,"override_skip":true,
                "options":["a",{"name":"b","icon":"i"},5],"file_path":["p"],"table_schema":{"columns":[{"name":"c","load_from_db":true},{"name":"d"}]}}}}}}],"edges":[]}
            """u8.ToArray()).Vertices.Single();

        Assert.Equal(("A-1", "A", "TheClass", "Outer", "What it does"), (vertex.Id, vertex.Type, vertex.ClassName, vertex.DisplayName, vertex.Description));
        Assert.True(vertex is { Frozen: true, ToolMode: true, Edited: true });
        Assert.Equal(["one", "two"], vertex.Outputs.Select(output => output.Name));
        Assert.True(vertex.Outputs[0] is { AllowsLoop: true, Cache: true, ToolMode: true, Method: "make", DisplayName: "one" });
        Assert.True(vertex.Outputs[1] is { AllowsLoop: false, Cache: false, ToolMode: false, Types.IsEmpty: true, DisplayName: "Two" });
        Assert.Equal<string>(["Message"], vertex.Outputs[0].Types);
        Assert.Equal<string>(["x"], vertex.Outputs[0].RequiredInputs);

        var field = Assert.Single(vertex.Fields);
        Assert.True(field is { Name: "f", Type: "str", DisplayName: "F", Info: "What it is for", Required: true, Show: true, IsList: true });
        Assert.True(field is { LoadFromDb: true, Password: true, ToolMode: true, OverrideSkip: true });
        Assert.Equal(JsonValues.Parse("""[1,"x",null]"""), field.Value);
        Assert.Equal(FlowValue.Of(7), field.Default);
        Assert.Equal(JsonValues.Parse("""["p"]"""), field.FilePath);
        Assert.Equal<string>(["Message"], field.InputTypes);
        Assert.Equal<string>(["a", "b"], field.Options);
        Assert.Equal<string>(["c"], field.VariableColumns);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("1", true)]
    [InlineData("\"x\"", true)]
    [InlineData("false", false)]
    [InlineData("0", false)]
    [InlineData("\"\"", false)]
    [InlineData("null", false)]
    public void Parse_Show_IsTrueOrFalseAsInPython(string show, bool expected)
    {
        var flow = FlowDefinition.Parse(Encoding.UTF8.GetBytes(
            $$$"""{"nodes":[{"id":"A","data":{"type":"A","node":{"outputs":[],"template":{"a":{"show":{{{show}}} },"b":{} } } }}],"edges":[]}"""));

        Assert.Equal(expected, flow.Vertices[0].FindField("a")!.Show);
        Assert.False(flow.Vertices[0].FindField("b")!.Show);
    }

    // Checklist 24: each sign of a file from before version 1.0.
    [Theory]
    [InlineData("""{"nodes":[{"id":"dndnode_1","data":{"type":"LLMChain","node":{"display_name":"Chain","template":{"_type":"LLMChain"}}}}],"edges":[]}""", "dndnode_1")]
    [InlineData("""{"nodes":[{"id":"dndnode_1","data":{"type":"LLMChain","node":{"template":{}}}}],"edges":[]}""", "dndnode_1")]
    [InlineData("""{"nodes":[],"edges":[{"source":"dndnode_1","target":"b","data":{"sourceHandle":{"baseClasses":["Chain"],"dataType":"LLMChain","id":"dndnode_1"},"targetHandle":{"fieldName":"x"}}}]}""", "dndnode_1")]
    public void Parse_FileFromBeforeOne_IsRefusedByNode(string document, string id)
    {
        var failure = Assert.Throws<InvalidFlowException>(() => FlowDefinition.Parse(Encoding.UTF8.GetBytes(document)));

        Assert.Equal(id, failure.VertexId);
        Assert.Contains(id, failure.Message, StringComparison.Ordinal);
        Assert.Contains("before version 1.0", failure.Message, StringComparison.Ordinal);
    }

    // Checklist 25: what cannot run is loaded all the same.
    [Fact]
    public void Parse_CustomComponentWithoutOutputs_IsLoaded() => Assert.Single(FlowDefinition.Parse(
        """{"nodes":[{"id":"C-1","data":{"type":"CustomComponent","node":{"template":{"_type":"CustomComponent"}}}}],"edges":[]}"""u8.ToArray()).Vertices);
}
