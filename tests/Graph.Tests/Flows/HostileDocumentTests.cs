using System.Text;

namespace SkillFlaw.Graph.Flows;

/// <summary>Documents that no editor has saved.</summary>
public sealed class HostileDocumentTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("nodes")]
    [InlineData("""{"nodes":[],"edges":[]} {}""")]
    [InlineData("""{"nodes":[],"edges":[],}""")]
    [InlineData("""{"nodes":[],"edges":[]/**/}""")]
    public void Parse_NoJson_IsRefused(string document)
    {
        var failure = Refuse(document);

        Assert.Contains("not valid JSON", failure.Message, StringComparison.Ordinal);
        Assert.Null(failure.VertexId);
    }

    [Theory]
    [InlineData("null", "")]
    [InlineData("true", "")]
    [InlineData("[]", "")]
    [InlineData("\"nodes\"", "")]
    [InlineData("1e999", "")]
    [InlineData("{}", "")]
    [InlineData("""{"nodes":[]}""", "'nodes'")]
    [InlineData("""{"edges":[],"id":1}""", "'edges', 'id'")]
    [InlineData("""{"nodes":{},"edges":[]}""", "'nodes', 'edges'")]
    [InlineData("""{"data":{"nodes":[],"edges":null},"name":"x"}""", "'nodes', 'edges'")]
    [InlineData("""{"data":{"data":{"nodes":[],"edges":[]}}}""", "'data'")]
    [InlineData("""{"flows":[{"data":{"nodes":[],"edges":[]}}]}""", "'flows'")]
    public void Parse_WithoutNodesOrEdges_SaysWhatItFound(string document, string found)
    {
        var failure = Refuse(document);

        Assert.Equal($"Invalid payload. Expected keys 'nodes' and 'edges'. Found [{found}]", failure.Message);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("0")]
    [InlineData("\"x\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"data":0}""")]
    [InlineData("""{"data":{"type":"A"}}""")]
    [InlineData("""{"data":{"type":"A","node":[]}}""")]
    [InlineData("""{"data":{"type":1,"node":{}}}""")]
    public void Parse_NodeThatIsNone_IsLeftOut(string node)
    {
        var flow = FlowDefinition.Parse(Encoding.UTF8.GetBytes($$"""{"nodes":[{{node}}],"edges":[]}"""));

        Assert.Empty(flow.Vertices);
    }

    [Theory]
    [InlineData("{}", "has no template")]
    [InlineData("""{"template":[]}""", "has no template")]
    [InlineData("""{"template":{"_type":"Component"}}""", "Outputs not found for A")]
    [InlineData("""{"template":{"_type":"Component"},"outputs":{}}""", "Outputs not found for A")]
    [InlineData("""{"template":{"_type":"Component"},"outputs":null,"flow":null}""", "Outputs not found for A")]
    [InlineData("""{"template":{"_type":"LLMChain"}}""", "before version 1.0")]
    [InlineData("""{"template":{"_type":"Component","a":{"value":"\ud800"}},"outputs":[]}""", "not valid Unicode")]
    [InlineData("""{"template":{"_type":"Component","\ud800":{"value":1}},"outputs":[]}""", "not valid Unicode")]
    [InlineData("""{"template":{"_type":"Component","a":{"value":{"\udc00":1}}},"outputs":[]}""", "not valid Unicode")]
    [InlineData("""{"template":{"_type":"Component","a":{"options":["\udc00"]}},"outputs":[]}""", "not valid Unicode")]
    [InlineData("""{"template":{"_type":"Component","a":{"options":[{"\udc00":1}]}},"outputs":[]}""", "not valid Unicode")]
    [InlineData("""{"template":{"_type":"Component"},"outputs":[{"\udc00":1}]}""", "not valid Unicode")]
    [InlineData("""{"template":{"_type":"Component"},"outputs":[{"name":"\udc00"}]}""", "not valid Unicode")]
    [InlineData("""{"display_name":"\ud800","template":{},"outputs":[]}""", "not valid Unicode")]
    [InlineData("""{"\ud800":"A","template":{},"outputs":[]}""", "not valid Unicode")]
    public void Parse_BrokenNode_IsRefusedByItsId(string node, string reason)
    {
        var failure = Refuse($$$"""{"nodes":[{"id":"A-1","data":{"type":"A","node":{{{node}}} }}],"edges":[]}""");

        Assert.Equal("A-1", failure.VertexId);
        Assert.Contains("A-1", failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null", null)]
    [InlineData("[]", null)]
    [InlineData("{}", null)]
    [InlineData("""{"source":"a","target":"b"}""", "a")]
    [InlineData("""{"source":"a","target":"b","sourceHandle":1}""", "a")]
    [InlineData("""{"source":"a","target":"b","sourceHandle":"{œ"}""", "a")]
    [InlineData("""{"source":"a","target":"b","sourceHandle":"[]"}""", "a")]
    [InlineData("""{"source":"a","target":"b","sourceHandle":"{}","targetHandle":"{œfieldNameœ:œinœ}"}""", "a")]
    [InlineData("""{"source":"a","target":"b","sourceHandle":"{œnameœ:œoutœ}","targetHandle":"{}"}""", "a")]
    [InlineData("""{"source":"a","target":"b","data":{"sourceHandle":{"name":"out"},"targetHandle":{"fieldName":1}}}""", "a")]
    [InlineData("""{"source":"a","target":"b","data":{"sourceHandle":{"name":"\ud800"},"targetHandle":{"fieldName":"in"}}}""", "a")]
    [InlineData("""{"source":"a","target":"b","data":{"sourceHandle":{"\ud800":"out"},"targetHandle":{"fieldName":"in"}}}""", "a")]
    [InlineData("""{"target":"b","data":{"sourceHandle":{"name":"out"},"targetHandle":{"fieldName":"in"}}}""", "b")]
    [InlineData("""{"source":"a","data":{"sourceHandle":{"name":"out","baseClasses":[]},"targetHandle":{"fieldName":"in"}}}""", "a")]
    [InlineData("""{"source":"a","target":"b","data":{"sourceHandle":{"baseClasses":[]},"targetHandle":{"fieldName":"in"}}}""", "a")]
    public void Parse_BrokenEdge_IsRefusedByItsNode(string edge, string? id)
    {
        var failure = Refuse($$"""{"nodes":[],"edges":[{{edge}}]}""");

        Assert.Equal(id, failure.VertexId);
        Assert.Contains(id ?? "?", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_DanglingEdge_IsRefusedByTheMissingNode()
    {
        var flow = new FlowJson().Steps("a").Edge("a", "gone").Parse();

        var failure = Assert.Throws<InvalidFlowException>(() => FlowGraph.Compile(flow));

        Assert.Equal("gone", failure.VertexId);
        Assert.StartsWith("Vertex gone not found", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0xFF)]
    [InlineData(0xC0)]
    [InlineData(0x80)]
    public void Parse_InvalidUtf8InUnreadText_IsRefused(byte invalid)
    {
        var document = """{"nodes":[],"edges":[],"viewport":"X"}"""u8.ToArray();
        document[^3] = invalid;

        var failure = Assert.Throws<InvalidFlowException>(() => FlowDefinition.Parse(document));

        Assert.Contains("UTF-8", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10_000, "[", "]")]
    [InlineData(10_000, """{"a":""", "}")]
    [InlineData(1_000_000, "[", "]")]
    public void Parse_TooManyLevels_IsRefused(int levels, string open, string close)
    {
        var document = new StringBuilder("""{"edges":[],"nodes":[],"a":""");
        document.Insert(document.Length, open, levels).Append("null").Insert(document.Length, close, levels).Append('}');

        var failure = Refuse(document.ToString());

        Assert.Contains("nests deeper", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_ManyLevelsInAHandle_IsRefused()
    {
        var handle = new string('[', 10_000);

        var failure = Refuse($$"""{"nodes":[],"edges":[{"source":"a","target":"b","sourceHandle":"{{handle}}"}]}""");

        Assert.Equal("a", failure.VertexId);
    }

    [Fact]
    public void Parse_RepeatedKeys_TakesTheLast()
    {
        var flow = FlowDefinition.Parse("""
            {"name":"first","nodes":[],"edges":[],"name":"second","nodes":[
              {"id":"x","id":"A-1","data":{"type":"A","node":{"outputs":[],"template":{
                "a":{"value":1,"show":true,"type":"int"},"b":{"show":true,"type":"str","value":"b"},"a":{"value":2,"value":3,"show":true,"type":"int"}}}}}]}
            """u8.ToArray());

        var vertex = Assert.Single(flow.Vertices);
        Assert.Equal("second", flow.Name);
        Assert.Equal("A-1", vertex.Id);
        Assert.Equal(["a", "b"], vertex.Fields.Select(field => field.Name));
        Assert.Equal(Values.FlowValue.Of(3), vertex.FindField("a")!.Value);
    }

    [Fact]
    public void Parse_RepeatedIds_AreRefused()
    {
        var failure = Assert.Throws<InvalidFlowException>(() => new FlowJson().Steps("a", "b", "a").Parse());

        Assert.Equal("a", failure.VertexId);
        Assert.Contains("'a'", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("123456789012345678901234567890")]
    [InlineData("-0")]
    [InlineData("1e999")]
    [InlineData("-1e-999")]
    public void Parse_HugeNumbers_AreTaken(string number)
    {
        var json = new FlowJson().Add("A-1", "A", new() { ["n"] = FlowJson.Field("int"), ["f"] = FlowJson.Field("float") });
        var document = Encoding.UTF8.GetString(json.ToUtf8()).Replace("\"value\":null", $"\"value\":{number}", StringComparison.Ordinal);

        var graph = FlowGraph.Compile(FlowDefinition.Parse(Encoding.UTF8.GetBytes(document)));

        Assert.Equal(2, graph.Vertices[0].Parameters.Length);
    }

    [Fact]
    public void Parse_EscapedNames_AreTheSameNames()
    {
        var flow = FlowDefinition.Parse("""
            {"n\u006fdes":[{"\u0069d":"A-1","d\u0061ta":{"type":"A","node":{"outputs":[],"template":{
              "a":{"v\u0061lue":"x","sh\u006fw":true,"t\u0079pe":"str"}}}}}],"edges":[]}
            """u8.ToArray());

        var field = Assert.Single(Assert.Single(flow.Vertices).Fields);
        Assert.True(field.Show);
        Assert.Equal("str", field.Type);
        Assert.Equal(Values.FlowValue.Of("x"), field.Value);
    }

    private static InvalidFlowException Refuse(string document) => Assert.Throws<InvalidFlowException>(
        () => FlowGraph.Compile(FlowDefinition.Parse(Encoding.UTF8.GetBytes(document))));
}
