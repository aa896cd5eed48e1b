using System.Text.Json.Nodes;
using SkillFlaw.Graph.Parameters;
using SkillFlaw.Graph.Tweaks;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Flows;

/// <summary>Groups are opened before anything else happens (flow-format section 6).</summary>
public sealed class GroupTests
{
    // Checklist 6: the proxies count, and not the stale ids in the keys.
    [Fact]
    public void Compile_GroupWithStaleKeys_FindsItsChildrenByProxy()
    {
        var graph = OwnFlows.Compile("group");

        Assert.Equal(["ChatInput-gRp01", "ChatOutput-gRp03", "Prompt-gRp11", "CombineText-gRp12"], graph.Vertices.Select(vertex => vertex.Id));
        Assert.Equal(
            ["ChatInput-gRp01.message>Prompt-gRp11.name", "CombineText-gRp12.combined_text>ChatOutput-gRp03.input_value", "Prompt-gRp11.prompt>CombineText-gRp12.text1"],
            Edges(graph));
    }

    [Fact]
    public void Compile_ValuesOnTheGroup_ReplaceThoseOfItsChildren()
    {
        var graph = OwnFlows.Compile("group");

        var template = graph.Find("Prompt-gRp11")!.Definition.FindField("template")!;

        Assert.Equal(FlowValue.Of("Good day, {name}"), template.Value);
        Assert.Equal("template", template.Name);
        Assert.Null(template.Proxy);
        Assert.Equal(FlowValue.Of("?"), graph.Find("CombineText-gRp12")!.FindParameter("text2")!.Value);
    }

    [Fact]
    public void Compile_WhatAChildShows_StaysTheChilds()
    {
        var template = OwnFlows.Compile("group").Find("Prompt-gRp11")!.Definition.FindField("template")!;

        Assert.True(template.Show);
        Assert.Equal("Template", template.DisplayName);
    }

    [Fact]
    public void Compile_FrozenGroup_FreezesItsChildren()
    {
        var graph = OwnFlows.Compile("group");

        Assert.Equal(["Prompt-gRp11", "CombineText-gRp12"], graph.Vertices.Where(vertex => vertex.Definition.Frozen).Select(vertex => vertex.Id));
    }

    [Fact]
    public void Compile_Group_IsKeptForThoseWhoNameIt()
    {
        var graph = OwnFlows.Compile("group");

        var group = Assert.Single(graph.Definition.Groups);
        Assert.Equal(("GroupNode-gRp02", "Greeting", "CombineText-gRp12"), (group.Id, group.DisplayName, group.LastChild));
        Assert.Equal<string>(["Prompt-gRp11", "CombineText-gRp12"], group.Children);
        Assert.Equal(new Proxy("Prompt-gRp11", "template"), group.Fields["template_Prompt-sTaLe"]);
        Assert.Equal(new Proxy("CombineText-gRp12", "combined_text"), group.Outputs["CombineText-sTaLe_combined_text"]);
        Assert.All(group.Children, child => Assert.Equal("GroupNode-gRp02", graph.Find(child)!.Definition.ParentId));
        Assert.Null(graph.Find("ChatInput-gRp01")!.Definition.ParentId);
    }

    // Fields and outputs of the inner group are reached through the outer one.
    [Fact]
    public void Compile_GroupInAGroup_IsOpenedToTheEnd()
    {
        var graph = OwnFlows.Compile("group-nested");

        Assert.Equal(
            [
                "ChatInput-gNe01.message>CombineText-gNe21.text1",
                "CombineText-gNe12.combined_text>ChatOutput-gNe03.input_value",
                "CombineText-gNe21.combined_text>ChatOutput-gNe04.input_value",
                "CombineText-gNe21.combined_text>CombineText-gNe12.text1",
            ],
            Edges(graph));
        Assert.Equal(FlowValue.Of("]"), graph.Find("CombineText-gNe21")!.FindParameter("text2")!.Value);
        Assert.Equal(["GroupNode-gNe02", "GroupNode-gNe11"], graph.Definition.Groups.Select(group => group.Id));
    }

    [Fact]
    public void Compile_GroupInAGroup_KnowsTheInnermostAndTheOutermost()
    {
        var vertex = OwnFlows.Compile("group-nested").Find("CombineText-gNe21")!.Definition;

        Assert.Equal("GroupNode-gNe11", vertex.ParentId);
        Assert.Equal("GroupNode-gNe02", vertex.TopLevelId);
    }

    [Fact]
    public void Compile_VertexOutsideOfGroups_IsItsOwnTopLevel() =>
        Assert.Equal("ChatInput-gNe01", OwnFlows.Compile("group-nested").Find("ChatInput-gNe01")!.Definition.TopLevelId);

    // Without a proxy the name says which child, and where that is stale too, it is the last one.
    [Theory]
    [InlineData("first_out", "first")]
    [InlineData("stale_out", "last")]
    [InlineData("out", "last")]
    public void Compile_OutputWithoutProxy_IsFoundByNameOrIsTheLastChilds(string output, string expected)
    {
        var flow = Group(new FlowJson().Steps("first", "last").Edge("first", "last"), []).Steps("after").Edge($"G.{output}", "after");

        Assert.Contains($"{expected}.out>after.in", Edges(flow.Compile()));
    }

    [Fact]
    public void Compile_EdgeIntoAGroup_FallsBackToTheProxyOfItsField()
    {
        var flow = Group(new FlowJson().Steps("child"), new() { ["in_child"] = ("child", "in") }).Steps("before");
        var target = new JsonObject
        {
            ["fieldName"] = "in_child",
            ["id"] = "G",
            ["type"] = "other",
            ["inputTypes"] = FlowJson.Texts(["Message"]),
            ["proxy"] = new JsonObject { ["id"] = "gone", ["field"] = "in" },
        };

        var graph = flow.Edge("before", "G", FlowJson.SourceHandle("before", "out", ["Message"]), target).Compile();

        Assert.Equal(["before.out>child.in"], Edges(graph));
    }

    [Fact]
    public void Compile_EdgeIntoAFieldThatStandsForNothing_IsRefusedByTheGroup()
    {
        var flow = Group(new FlowJson().Steps("child"), []).Steps("before").Edge("before", "G.nothing");

        Assert.Equal("G", Assert.Throws<InvalidFlowException>(() => flow.Compile()).VertexId);
    }

    [Fact]
    public void Compile_EdgeFromAnEmptyGroup_IsRefusedByTheGroup()
    {
        var flow = Group(new FlowJson(), []).Steps("after").Edge("G.out", "after");

        Assert.Equal("G", Assert.Throws<InvalidFlowException>(() => flow.Compile()).VertexId);
    }

    [Fact]
    public void Compile_EdgeBetweenGroups_JoinsTheirChildren()
    {
        var flow = Group(new FlowJson().Steps("one"), [], "G1");
        Group(new FlowJson().Steps("two"), new() { ["in_two"] = ("two", "in") }, "G2", flow).Edge("G1.out", "G2.in_two");

        Assert.Equal(["one.out>two.in"], Edges(flow.Compile()));
    }

    [Theory]
    [InlineData("GroupNode-gRp02", "tweaked", "?")]
    [InlineData("Greeting", "tweaked", "?")]
    [InlineData("Prompt-gRp11", "Good day, {name}", "?")]
    public void Create_TweakOfAGroup_ReachesItsChildren(string key, string template, string text)
    {
        var graph = OwnFlows.Compile("group");
        var tweaks = FlowValue.Of((key, FlowValue.Of(("template_Prompt-sTaLe", FlowValue.Of("tweaked")), ("nothing", FlowValue.Of("x")))));

        var overlay = RunOverlay.Create(graph, new RunInputs { Tweaks = tweaks });

        Assert.Equal(FlowValue.Of(template), overlay.Find(graph.Find("Prompt-gRp11")!, "template")?.Value);
        Assert.Equal(FlowValue.Of(text), overlay.Find(graph.Find("CombineText-gRp12")!, "text2")?.Value);
    }

    [Fact]
    public void Create_TweakByADisplayNameOfTwoGroups_MeansTheLast()
    {
        var flow = Group(new FlowJson().Add("one", "A", Template()), new() { ["f_one"] = ("one", "f") }, "G1");
        Group(new FlowJson().Add("two", "A", Template()), new() { ["f_two"] = ("two", "f") }, "G2", flow);
        foreach (var group in flow.Nodes)
        {
            group!["data"]!["node"]!["display_name"] = "Same";
        }

        var graph = flow.Compile();
        var tweaks = FlowValue.Of(("Same", FlowValue.Of(("f_one", FlowValue.Of("x")), ("f_two", FlowValue.Of("y")))));

        var overlay = RunOverlay.Create(graph, new RunInputs { Tweaks = tweaks });

        Assert.Equal(NullValue.Instance, overlay.Find(graph.Find("one")!, "f")?.Value ?? NullValue.Instance);
        Assert.Equal(FlowValue.Of("y"), overlay.Find(graph.Find("two")!, "f")?.Value);
    }

    [Fact]
    public void Create_ScalarTweakOfAGroupsField_ReachesItsChild()
    {
        var graph = OwnFlows.Compile("group");

        var overlay = RunOverlay.Create(graph, new RunInputs { Tweaks = FlowValue.Of(("text2_CombineText-sTaLe", FlowValue.Of("..."))) });

        Assert.Equal(FlowValue.Of("..."), overlay.Find(graph.Find("CombineText-gRp12")!, "text2")?.Value);
    }

    // Tweaks come before groups are opened: the names of nodes inside are not known then.
    [Fact]
    public void Create_TweakByTheDisplayNameOfAnInnerNode_MeansTheOuterNode()
    {
        var flow = Group(new FlowJson().Add("inner", "Named", Template()), []).Add("outer", "Named", Template());
        var graph = flow.Compile();

        var overlay = RunOverlay.Create(graph, new RunInputs { Tweaks = FlowValue.Of(("Named", FlowValue.Of(("f", FlowValue.Of("tweaked"))))) });

        Assert.Equal(FlowValue.Of("tweaked"), overlay.Find(graph.Find("outer")!, "f")?.Value);
        Assert.Equal(FlowValue.Of("old"), overlay.Find(graph.Find("inner")!, "f")?.Value);
    }

    [Fact]
    public void Create_TweakOfAConnectedFieldOfAGroup_LosesToTheEdge()
    {
        var graph = OwnFlows.Compile("group");
        var tweaks = FlowValue.Of(("Greeting", FlowValue.Of(("name_Prompt-sTaLe", FlowValue.Of("x")))));

        Assert.Equal(ParameterKind.Edges, RunOverlay.Create(graph, new RunInputs { Tweaks = tweaks }).Find(graph.Find("Prompt-gRp11")!, "name")?.Kind);
    }

    private static JsonObject Template() => new() { ["f"] = FlowJson.Field("str", "old") };

    private static FlowJson Group(FlowJson inner, Dictionary<string, (string Id, string Field)> fields, string id = "G", FlowJson? flow = null)
    {
        var template = new JsonObject();
        foreach (var (name, (child, field)) in fields)
        {
            template[name] = FlowJson.Field("str", inputTypes: ["Message"]);
            template[name]!["proxy"] = new JsonObject { ["id"] = child, ["field"] = field };
        }

        return (flow ?? new FlowJson()).AddNode(id, "GroupNode", new JsonObject
        {
            ["display_name"] = id,
            ["template"] = template,
            ["outputs"] = new JsonArray(),
            ["flow"] = new JsonObject { ["data"] = inner.Inner },
        });
    }

    private static IEnumerable<string> Edges(FlowGraph graph) => graph.Edges
        .Select(edge => $"{graph.Vertices[edge.Source].Id}.{edge.SourceOutput}>{graph.Vertices[edge.Target].Id}.{edge.TargetField}")
        .Order(StringComparer.Ordinal);
}
