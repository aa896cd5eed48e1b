using SkillFlaw.Graph.Flows;

namespace SkillFlaw.Graph.Compilation;

public sealed class GraphCompilerTests
{
    [Fact]
    public void Compile_Neighbours_AreInTheOrderOfTheDocument()
    {
        var graph = new FlowJson().Steps("c", "b", "a").Edge("a", "c").Edge("b", "c").Edge("a", "b").Compile();

        Assert.Equal(["c", "b", "a"], graph.Vertices.Select(vertex => vertex.Id));
        Assert.Equal([0, 1, 2], graph.Vertices.Select(vertex => vertex.Index));
        Assert.Equal<int>([1, 2], graph.Find("c")!.Predecessors);
        Assert.Equal([2, 1], graph.Find("c")!.Incoming.Select(edge => edge.Source));
        Assert.Equal<int>([0, 1], graph.Find("a")!.Successors);
        Assert.Equal([0, 1, 2], graph.Edges.Select(edge => edge.Index));
        Assert.Null(graph.Find("d"));
    }

    [Fact]
    public void Compile_RepeatedEdge_CountsOnce()
    {
        var graph = new FlowJson().Steps("a", "b").Edge("a", "b").Edge("a", "b").Compile();

        Assert.Single(graph.Edges);
        Assert.Single(graph.Find("b")!.Incoming);
    }

    [Fact]
    public void Compile_EdgesThatDifferInField_AllCount()
    {
        var flow = new FlowJson().Steps("a")
            .Add("B-1", "B", new()
            {
                ["x"] = FlowJson.Field("str", inputTypes: ["Message"]),
                ["y"] = FlowJson.Field("str", inputTypes: ["Message"]),
            });

        var graph = flow.Edge("a", "B-1.x").Edge("a", "B-1.y").Compile();

        Assert.Equal(["x", "y"], graph.Edges.Select(edge => edge.TargetField));
        Assert.Single(graph.Find("B-1")!.Predecessors);
    }

    [Theory]
    [InlineData("ChatInput-1", "ChatInput", true, false, false)]
    [InlineData("TextInput-1", "TextInput", true, false, false)]
    [InlineData("Webhook-1", "Webhook", true, false, false)]
    [InlineData("ChatOutput-1", "ChatOutput", false, true, false)]
    [InlineData("TextOutput-1", "TextOutput", false, true, false)]
    [InlineData("DataOutput-1", "DataOutput", false, true, false)]
    [InlineData("ChatInput-1", "MyOwn", true, false, false)]
    [InlineData("MyOwn-1", "ChatOutput", false, true, false)]
    [InlineData("MyChatInput-1", "MyChatInput", false, false, false)]
    [InlineData("Listen-1", "Listen", false, false, true)]
    [InlineData("Notify-1", "Notify", false, false, true)]
    [InlineData("SharedState-1", "Old", false, false, true)]
    [InlineData("Step", "Step", false, false, false)]
    public void Compile_IdAndType_SayWhatAVertexIs(string id, string type, bool isInput, bool isOutput, bool isState)
    {
        var graph = new FlowJson().Add(id, type, []).Compile();

        var vertex = Assert.Single(graph.Vertices);
        Assert.Equal((isInput, isOutput, isState), (vertex.IsInput, vertex.IsOutput, vertex.IsState));
        Assert.Equal(isState, graph.HasState);
    }

    [Fact]
    public void Compile_FlagsOfOldNodes_MakeInputsAndOutputs()
    {
        var graph = new FlowJson()
            .AddNode("A-1", "A", new() { ["is_input"] = true, ["template"] = new System.Text.Json.Nodes.JsonObject(), ["outputs"] = FlowJson.Texts([]) })
            .AddNode("A-2", "A", new() { ["is_output"] = true, ["template"] = new System.Text.Json.Nodes.JsonObject(), ["outputs"] = FlowJson.Texts([]) })
            .Compile();

        Assert.Equal((true, false), (graph.Vertices[0].IsInput, graph.Vertices[0].IsOutput));
        Assert.Equal((false, true), (graph.Vertices[1].IsInput, graph.Vertices[1].IsOutput));
    }

    [Fact]
    public void Compile_Cycles_AreFound()
    {
        // Two cycles that touch nothing of each other, a vertex between them, and one that feeds itself.
        var graph = new FlowJson().Steps("a", "b", "between", "c", "d", "e", "self", "end")
            .Edge("a", "b").Edge("b", "a").Edge("b", "between").Edge("between", "c")
            .Edge("c", "d").Edge("d", "e").Edge("e", "c").Edge("e", "self").Edge("self", "self").Edge("self", "end").Compile();

        Assert.True(graph.IsCyclic);
        Assert.Equal(["a", "b", "c", "d", "e", "self"], graph.Vertices.Where(vertex => vertex.InCycle).Select(vertex => vertex.Id));
        Assert.Equal(
            ["a>b", "b>a", "c>d", "d>e", "e>c", "self>self"],
            graph.Edges.Where(edge => edge.InCycle).Select(edge => $"{graph.Vertices[edge.Source].Id}>{graph.Vertices[edge.Target].Id}"));
    }

    [Fact]
    public void Compile_CyclesOfRandomFlows_AreThoseThatCanBeWalked()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var count = random.Next(2, 9);
            var flow = new FlowJson().Steps([.. Enumerable.Range(0, count).Select(number => $"s{number}")]);
            for (var left = random.Next(1, 14); left > 0; left--)
            {
                flow.Edge($"s{random.Next(count)}", $"s{random.Next(count)}");
            }

            var graph = flow.Compile();

            Assert.Equal(graph.Vertices.Select(vertex => CanWalk(graph, vertex.Index, vertex.Index)), graph.Vertices.Select(vertex => vertex.InCycle));
            Assert.Equal(graph.Edges.Select(edge => CanWalk(graph, edge.Target, edge.Source) || edge.Source == edge.Target), graph.Edges.Select(edge => edge.InCycle));
        }
    }

    [Fact]
    public void Compile_WithoutCycle_IsNotCyclic()
    {
        var graph = new FlowJson().Steps("a", "b", "c").Edge("a", "b").Edge("a", "c").Edge("b", "c").Compile();

        Assert.False(graph.IsCyclic);
        Assert.DoesNotContain(graph.Edges, edge => edge.InCycle);
    }

    [Fact]
    public void WithField_OfCompiledFlow_ListsTheVerticesThatHaveIt()
    {
        var graph = new FlowJson().Steps("a").Loop("loop").Steps("b").Compile();

        Assert.Equal<int>([0, 2], graph.WithField("in"));
        Assert.Equal<int>([1], graph.WithField("data"));
        Assert.Empty(graph.WithField("nothing"));
    }

    [Fact]
    public void Compile_NoVertices_IsAnEmptyGraph()
    {
        var graph = new FlowJson().Compile();

        Assert.Empty(graph.Vertices);
        Assert.False(graph.IsCyclic);
    }

    private static bool CanWalk(FlowGraph graph, int from, int to)
    {
        var reached = new HashSet<int>();
        var open = new Stack<int>(graph.Vertices[from].Successors);
        while (open.TryPop(out var index))
        {
            if (reached.Add(index))
            {
                graph.Vertices[index].Successors.ToList().ForEach(open.Push);
            }
        }

        return reached.Contains(to);
    }
}
