using System.Text.Json.Nodes;
using SkillFlaw.Graph.Flows;
using SkillFlaw.Graph.Parameters;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Tweaks;

/// <summary>Tweaks, as semantics section 2.3 and flow-format section 16.2 have them.</summary>
public sealed class TweakTests
{
    // The table of effects, row by row: the type of the field, the tweak, and the parameter afterwards.
    public static TheoryData<string, string, string?> Effects => new()
    {
        { "str", "\"new\"", "\"new\"" },
        { "str", "\"a\\\\nb\"", "\"a\\nb\"" },
        { "str", "[\"a\",\"b\"]", "[\"a\",\"b\"]" },
        { "int", "7", "7" },
        { "int", "\"7\"", "7" },
        { "bool", "\"False\"", "true" },
        { "float", "1", "1.0" },
        { "dict", "[{\"a\":1},{\"b\":2}]", "{\"a\":1,\"b\":2}" },
        { "prompt", "\"\"", null },
        { "other", "\"new\"", null },

        // A text for a NestedDict is parsed; objects are taken whole.
        { "NestedDict", "\"{\\\"a\\\": [1, {\\\"b\\\": null}]}\"", "{\"a\":[1,{\"b\":null}]}" },
        { "NestedDict", "{\"value\":{\"a\":1}}", "{\"value\":{\"a\":1}}" },
        { "NestedDict", "\"no JSON\"", null },
        { "mcp", "{\"value\":1}", "{\"value\":1}" },
        { "mcp", "\"server\"", "\"server\"" },

        // An object for any other type is merged into what describes the field.
        { "str", "{\"value\":\"new\"}", "\"new\"" },
        { "str", "{\"unknown\":\"new\",\"a\":1}", "\"old\"" },
        { "dict", "{\"a\":\"b\"}", "{\"old\":1}" },
        { "dict", "{\"value\":{\"a\":\"b\"}}", "{\"a\":\"b\"}" },
        { "str", "{\"show\":false}", null },
        { "str", "{\"show\":false,\"override_skip\":true}", "\"old\"" },
        { "str", "{\"value\":null,\"default\":\"d\"}", "\"d\"" },
        { "str", "{\"value\":null,\"default\":\"d\",\"required\":true}", "null" },
        { "str", "{\"type\":\"int\",\"value\":\"7\"}", "7" },

        // Every key of an object, and every other value, is the path of a file.
        { "file", "\"f/a.txt\"", "\"f/a.txt\"" },
        { "file", "[\"f/a.txt\",\"f/b.txt\"]", "[\"f/a.txt\",\"f/b.txt\"]" },
        { "file", "{\"value\":\"f/a.txt\"}", "\"f/a.txt\"" },
        { "file", "{\"file_path\":\"f/a.txt\"}", "\"f/a.txt\"" },
        { "file", "{\"list\":\"f/a.txt\"}", "\"f/a.txt\"" },
    };

    [Theory]
    [MemberData(nameof(Effects))]
    public void Create_TweakOfAField_HasTheEffectOfItsRow(string type, string tweak, string? expected)
    {
        var graph = Flow(("A-1", "A", Field(type, type == "dict" ? new JsonObject { ["old"] = 1 } : "old")));

        var parameter = Apply(graph, $$"""{"A-1":{"f":{{tweak}} } }""", "A-1", "f");

        Assert.Equal(expected is null ? null : JsonValues.Parse(expected), parameter?.Value);
    }

    [Fact]
    public void Create_ListTweakOfFile_IsAListOfPaths()
    {
        var field = Field("file", "");
        field["list"] = true;

        Assert.Equal(JsonValues.Parse("[\"f/a.txt\"]"), Apply(Flow(("A-1", "A", field)), """{"A-1":{"f":"f/a.txt"}}""", "A-1", "f")?.Value);
    }

    // Checklist 26: by display name; the last of its nodes in the order of the file.
    [Theory]
    [InlineData("A-1", "tweaked", "old", "old")]
    [InlineData("Second", "old", "tweaked", "old")]
    [InlineData("Same", "old", "old", "tweaked")]
    [InlineData("Nobody", "old", "old", "old")]
    [InlineData("second", "old", "old", "old")]
    public void Create_KeyOfATweak_IsAnIdOrADisplayName(string key, string first, string second, string third)
    {
        var graph = Flow(
            ("A-1", "Same", Field("str", "old")),
            ("A-2", "Second", Field("str", "old")),
            ("A-3", "Same", Field("str", "old")));

        var overlay = Overlay(graph, $$"""{"{{key}}":{"f":"tweaked"} }""");

        Assert.Equal([first, second, third], graph.Vertices.Select(vertex => Text(overlay.Find(vertex, "f"))));
    }

    [Fact]
    public void Create_KeyThatIsIdAndDisplayName_IsTheId()
    {
        var graph = Flow(("A-1", "A-2", Field("str", "old")), ("A-2", "A-1", Field("str", "old")));

        var overlay = Overlay(graph, """{"A-1":{"f":"tweaked"}}""");

        Assert.Equal(["tweaked", "old"], graph.Vertices.Select(vertex => Text(overlay.Find(vertex, "f"))));
    }

    // Checklist 26: a scalar goes to all nodes that have the field, and wins.
    [Theory]
    [InlineData("""{"f":"all"}""", "all", "all")]
    [InlineData("""{"f":"all","A-1":{"f":"one"}}""", "all", "all")]
    [InlineData("""{"A-1":{"f":"one"},"f":"all"}""", "all", "all")]
    [InlineData("""{"A-1":{"f":"one"},"A-2":{"f":"two"}}""", "one", "two")]
    [InlineData("""{"g":"all"}""", "old", "old")]
    public void Create_ScalarTweak_IsForAllNodes(string tweaks, string first, string second)
    {
        var graph = Flow(("A-1", "One", Field("str", "old")), ("A-2", "Two", Field("str", "old")));

        var overlay = Overlay(graph, tweaks);

        Assert.Equal([first, second], graph.Vertices.Select(vertex => Text(overlay.Find(vertex, "f"))));
    }

    [Fact]
    public void Create_UnknownFieldAndCode_AreIgnored()
    {
        var graph = new FlowJson().Add("A-1", "A", new() { ["code"] = Field("code", "old"), ["f"] = Field("str", "old") }).Compile();

        var overlay = Overlay(graph, """{"A-1":{"code":"evil","nothing":1},"code":"evil"}""");

        Assert.Equal(["f"], overlay.Parameters(graph.Vertices[0]).Select(parameter => parameter.Name));
    }

    [Theory]
    [InlineData("\"MY_KEY\"", ParameterKind.Variable, "MY_KEY")]
    [InlineData("{\"value\":\"sk-x\",\"load_from_db\":false}", ParameterKind.Value, "sk-x")]
    [InlineData("{\"load_from_db\":false,\"value\":\"sk-x\"}", ParameterKind.Value, "sk-x")]
    [InlineData("{\"value\":\"MY_KEY\"}", ParameterKind.Variable, "MY_KEY")]
    public void Create_TweakOfAVariable_KeepsTheFlagUnlessItSaysOtherwise(string tweak, ParameterKind kind, string value)
    {
        var field = Field("str", "OLD_KEY");
        field["load_from_db"] = true;
        var graph = Flow(("A-1", "A", field));

        var parameter = Apply(graph, $$"""{"A-1":{"f":{{tweak}} } }""", "A-1", "f");

        Assert.Equal(kind, parameter?.Kind);
        Assert.Equal(value, Text(parameter));
    }

    [Fact]
    public void Create_TwoTweaksOfAField_AddUp()
    {
        var field = Field("str", "OLD_KEY");
        field["load_from_db"] = true;

        var parameter = Apply(Flow(("A-1", "A", field)), """{"A-1":{"f":{"load_from_db":false}},"f":"sk-x"}""", "A-1", "f");

        Assert.Equal(ParameterKind.Value, parameter?.Kind);
        Assert.Equal("sk-x", Text(parameter));
    }

    [Fact]
    public void Create_TweakOfAConnectedField_LosesToTheEdge()
    {
        var graph = new FlowJson().Steps("a", "b").Edge("a", "b").Compile();

        Assert.Equal(ParameterKind.Edges, Apply(graph, """{"b":{"in":"x"},"in":"y"}""", "b", "in")?.Kind);
    }

    [Fact]
    public void Create_TweakOfWhatAVertexGivesItself_DoesNotBringItBack()
    {
        var graph = new FlowJson().Add("a", "A", new() { ["f"] = FlowJson.Field("str", "old", inputTypes: ["Message"]) }, FlowJson.Output("out"))
            .Edge("a", "a.f").Compile();

        Assert.Null(Apply(graph, """{"a":{"f":"x"}}""", "a", "f"));
    }

    [Fact]
    public void Create_HiddenField_StaysHidden()
    {
        var field = Field("str", "old");
        field["show"] = false;

        Assert.Null(Apply(Flow(("A-1", "A", field)), """{"A-1":{"f":"x"}}""", "A-1", "f"));
        Assert.Equal("x", Text(Apply(Flow(("A-1", "A", (JsonObject)field.DeepClone())), """{"A-1":{"f":{"value":"x","show":true}}}""", "A-1", "f")));
    }

    [Fact]
    public void Create_InvalidField_IsMendedByATweak()
    {
        var graph = Flow(("A-1", "A", Field("table", "no rows")));

        Assert.Equal(ParameterKind.Invalid, graph.Vertices[0].FindParameter("f")?.Kind);
        Assert.Equal(ParameterKind.Value, Apply(graph, """{"A-1":{"f":[]}}""", "A-1", "f")?.Kind);
    }

    [Theory]
    [InlineData(null, "{}", true)]
    [InlineData(false, "{}", false)]
    [InlineData(true, "{}", true)]
    [InlineData(false, """{"stream":"yes"}""", true)]
    [InlineData(false, """{"A-1":{"stream":true}}""", false)]
    public void Create_StreamOfTheRequest_IsForAllNodesUnlessATweakSaysIt(bool? stream, string tweaks, bool expected)
    {
        var graph = new FlowJson().Add("A-1", "A", new() { ["stream"] = FlowJson.Field("bool", true) }).Compile();

        var overlay = RunOverlay.Create(graph, new RunInputs { Tweaks = (ObjectValue)JsonValues.Parse(tweaks), Stream = stream });

        Assert.Equal(FlowValue.Of(expected), overlay.Find(graph.Vertices[0], "stream")?.Value);
    }

    [Fact]
    public void Create_AnyTweak_LeavesTheGraphAndTheOtherVerticesAlone()
    {
        var graph = Flow(("A-1", "A", Field("str", "old")), ("A-2", "B", Field("str", "old")));

        var overlay = Overlay(graph, """{"A-1":{"f":"x"}}""");

        Assert.Equal("old", Text(graph.Vertices[0].FindParameter("f")));
        Assert.Equal(graph.Vertices[1].Parameters, overlay.Parameters(graph.Vertices[1]));
        Assert.Equal("old", Text(RunOverlay.Create(graph, RunInputs.None).Find(graph.Vertices[0], "f")));
    }

    private static FlowGraph Flow(params (string Id, string DisplayName, JsonObject Field)[] nodes)
    {
        var flow = new FlowJson();
        foreach (var (id, displayName, field) in nodes)
        {
            flow.AddNode(id, "A", new JsonObject
            {
                ["display_name"] = displayName,
                ["template"] = new JsonObject { ["_type"] = "Component", ["f"] = field },
                ["outputs"] = new JsonArray(),
            });
        }

        return flow.Compile();
    }

    private static JsonObject Field(string type, JsonNode value) => FlowJson.Field(type, value);

    private static RunOverlay Overlay(FlowGraph graph, string tweaks) =>
        RunOverlay.Create(graph, new RunInputs { Tweaks = (ObjectValue)JsonValues.Parse(tweaks) });

    private static Parameter? Apply(FlowGraph graph, string tweaks, string id, string field) =>
        Overlay(graph, tweaks).Find(graph.Find(id)!, field);

    private static string? Text(Parameter? parameter) => (parameter?.Value as TextValue)?.Value;
}
