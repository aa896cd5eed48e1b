using SkillFlaw.Graph.Flows;
using SkillFlaw.Graph.Parameters;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Tweaks;

/// <summary>Inputs, files and the session of a run (flow-format sections 16.1 and 16.4, semantics section 2.2).</summary>
public sealed class RunInputTests
{
    [Theory]
    [InlineData("chat", "", "ChatInput-1", "ChatInput-2")]
    [InlineData("text", "", "TextInput-3")]
    [InlineData("any", "", "ChatInput-1", "ChatInput-2", "TextInput-3")]
    [InlineData("hook", "")]
    [InlineData("chat", "ChatInput-2", "ChatInput-2")]
    [InlineData("any", "Box", "TextInput-3")]
    [InlineData("any", "Box,ChatInput-1", "ChatInput-1", "TextInput-3")]
    [InlineData("chat", "Box")]
    [InlineData("any", "box")]
    public void Create_Input_GoesToTheInputVerticesThatAreMeant(string type, string components, params string[] expected)
    {
        var graph = Inputs();
        var input = new RunInput("hello", [.. components.Split(',', StringSplitOptions.RemoveEmptyEntries)], type);

        var overlay = RunOverlay.Create(graph, new RunInputs { Inputs = [input] });

        Assert.Equal(expected, graph.Vertices.Where(vertex => Text(overlay, vertex) == "hello").Select(vertex => vertex.Id));
    }

    [Fact]
    public void Create_InputOverAnEdge_LosesToTheEdge()
    {
        var graph = new FlowJson().Steps("a")
            .Add("TextInput-1", "TextInput", new() { ["input_value"] = FlowJson.Field("str", "old", inputTypes: ["Message"]) }, FlowJson.Output("text"))
            .Edge("a", "TextInput-1.input_value").Compile();

        var overlay = RunOverlay.Create(graph, new RunInputs { Inputs = [new RunInput("hello", [], RunInput.Any)] });

        Assert.Equal(ParameterKind.Edges, overlay.Find(graph.Find("TextInput-1")!, "input_value")?.Kind);
    }

    [Fact]
    public void Create_InputAfterTweak_Wins()
    {
        var graph = Inputs();
        var tweaks = FlowValue.Of(("ChatInput-1", FlowValue.Of(("input_value", FlowValue.Of("tweaked")))));

        var overlay = RunOverlay.Create(graph, new RunInputs { Tweaks = tweaks, Inputs = [new RunInput("hello", [])] });

        Assert.Equal("hello", Text(overlay, graph.Find("ChatInput-1")!));
    }

    [Fact]
    public void Create_InputOfAVariable_IsNoNameOfOne()
    {
        var field = FlowJson.Field("str", "SOME_NAME");
        field["load_from_db"] = true;
        var graph = new FlowJson().Add("ChatInput-1", "ChatInput", new() { ["input_value"] = field }).Compile();

        var overlay = RunOverlay.Create(graph, new RunInputs { Inputs = [new RunInput("hello\\n", [])] });

        var parameter = overlay.Find(graph.Vertices[0], "input_value");
        Assert.Equal(ParameterKind.Value, parameter?.Kind);
        Assert.Equal(FlowValue.Of("hello\\n"), parameter?.Value);
    }

    [Fact]
    public void Create_SeveralInputs_TheLastWinsWhereBothAreMeant()
    {
        var graph = Inputs();

        var overlay = RunOverlay.Create(graph, new RunInputs { Inputs = [new RunInput("one", [], RunInput.Any), new RunInput("two", [], "text")] });

        Assert.Equal(["one", "one", "two", "old"], graph.Vertices.Select(vertex => Text(overlay, vertex)));
    }

    [Fact]
    public void Create_Files_GoToTheChatInputs()
    {
        var graph = new FlowJson()
            .Add("ChatInput-1", "ChatInput", new() { ["files"] = FlowJson.Field("file", list: true) })
            .Add("Other-2", "Other", new() { ["files"] = FlowJson.Field("file", list: true) })
            .Compile();

        var overlay = RunOverlay.Create(graph, new RunInputs { Files = ["f/a.png", "f/b.txt"] });

        Assert.Equal(FlowValue.Of([FlowValue.Of("f/a.png"), FlowValue.Of("f/b.txt")]), overlay.Find(graph.Vertices[0], "files")?.Value);
        Assert.Equal(ListValue.Empty, overlay.Find(graph.Vertices[1], "files")?.Value);
    }

    // Checklist 17: the session of a run replaces what is set, that of a build only fills what is empty.
    [Theory]
    [InlineData(true, "", "now")]
    [InlineData(true, "configured", "now")]
    [InlineData(false, "", "now")]
    [InlineData(false, "configured", "configured")]
    public void Create_Session_ReplacesInRunsAndFillsInBuilds(bool replaces, string stored, string expected)
    {
        var graph = new FlowJson().Add("A-1", "A", new() { ["session_id"] = FlowJson.Field("str", stored) }).Compile();

        var overlay = RunOverlay.Create(graph, new RunInputs { SessionId = "now", SessionReplaces = replaces });

        Assert.Equal("now", overlay.SessionId);
        Assert.Equal(FlowValue.Of(expected), overlay.Find(graph.Vertices[0], "session_id")?.Value);
    }

    [Theory]
    [InlineData(true, ParameterKind.Value)]
    [InlineData(false, ParameterKind.Variable)]
    public void Create_SessionFromAVariable_IsReplacedInRunsOnly(bool replaces, ParameterKind expected)
    {
        var field = FlowJson.Field("str", "MY_SESSION");
        field["load_from_db"] = true;
        var graph = new FlowJson().Add("A-1", "A", new() { ["session_id"] = field }).Compile();

        var overlay = RunOverlay.Create(graph, new RunInputs { SessionId = "now", SessionReplaces = replaces });

        Assert.Equal(expected, overlay.Find(graph.Vertices[0], "session_id")?.Kind);
    }

    [Fact]
    public void Create_SessionTweak_IsLost()
    {
        var graph = new FlowJson().Add("A-1", "A", new() { ["session_id"] = FlowJson.Field("str", "configured") }).Compile();
        var tweaks = FlowValue.Of(("A-1", FlowValue.Of(("session_id", FlowValue.Of("tweaked")))));

        var overlay = RunOverlay.Create(graph, new RunInputs { SessionId = "now", Tweaks = tweaks });

        Assert.Equal(FlowValue.Of("now"), overlay.Find(graph.Vertices[0], "session_id")?.Value);
    }

    [Fact]
    public void Create_Session_SparesHiddenFieldsEdgesAndOtherVertices()
    {
        var graph = new FlowJson().Steps("a")
            .Add("Hidden-1", "A", new() { ["session_id"] = FlowJson.Field("str", "", show: false) })
            .Add("Fed-2", "A", new() { ["session_id"] = FlowJson.Field("str", "", inputTypes: ["Message"]) })
            .Edge("a", "Fed-2.session_id").Compile();

        var overlay = RunOverlay.Create(graph, new RunInputs { SessionId = "now" });

        Assert.Null(overlay.Find(graph.Find("Hidden-1")!, "session_id"));
        Assert.Equal(ParameterKind.Edges, overlay.Find(graph.Find("Fed-2")!, "session_id")?.Kind);
        Assert.Null(overlay.Find(graph.Find("a")!, "session_id"));
    }

    [Fact]
    public void Create_WithoutSession_LeavesWhatIsConfigured()
    {
        var graph = new FlowJson().Add("A-1", "A", new() { ["session_id"] = FlowJson.Field("str", "configured") }).Compile();

        Assert.Equal(FlowValue.Of("configured"), RunOverlay.Create(graph, RunInputs.None).Find(graph.Vertices[0], "session_id")?.Value);
    }

    // Two chat inputs, a text input, and a vertex that has the field and is no input.
    private static FlowGraph Inputs() => new FlowJson()
        .Add("ChatInput-1", "ChatInput", Template())
        .Add("ChatInput-2", "ChatInput", Template())
        .AddNode("TextInput-3", "TextInput", new() { ["display_name"] = "Box", ["template"] = Template(), ["outputs"] = FlowJson.Texts([]) })
        .Add("Chatter-4", "Chatter", Template())
        .Compile();

    private static System.Text.Json.Nodes.JsonObject Template() => new() { ["_type"] = "Component", ["input_value"] = FlowJson.Field("str", "old") };

    private static string? Text(RunOverlay overlay, Vertex vertex) => (overlay.Find(vertex, "input_value")?.Value as TextValue)?.Value;
}
