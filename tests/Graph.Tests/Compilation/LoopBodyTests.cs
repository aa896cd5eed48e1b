using SkillFlaw.Graph.Flows;

namespace SkillFlaw.Graph.Compilation;

/// <summary>What belongs to the body of a loop (flow-format section 13.5).</summary>
public sealed class LoopBodyTests
{
    // Checklist 8: an edge that ends on an output is the way back, whoever wrote it.
    [Fact]
    public void Compile_EdgeOnAnOutput_IsFeedback()
    {
        var graph = OwnFlows.Compile("loop-join");

        var edge = Assert.Single(graph.Edges, edge => edge.IsFeedback);
        Assert.Equal("item", edge.TargetField);
        Assert.Equal("LoopComponent-lJo03", graph.Vertices[edge.Target].Id);
        Assert.Equal("TypeConverterComponent-lJo09", graph.Vertices[edge.Source].Id);
        Assert.True(edge.InCycle);
    }

    [Fact]
    public void Compile_LoopWithBranches_KnowsItsBody()
    {
        var graph = new FlowJson().Steps("before", "a", "b", "print", "root", "after").Loop("loop")
            .Edge("before", "loop.data").Edge("loop.item", "a").Edge("a", "b").Edge("a", "print").Edge("root", "b").Feedback("b", "loop")
            .Edge("loop.done", "after").Compile();

        var body = graph.Find("loop")!.Loop!;

        Assert.Equal<string>(["item"], body.ItemOutputs);
        Assert.Equal(["a", "b", "print"], Ids(graph, body.Members));
        Assert.Equal(["b"], Ids(graph, body.Feedback));
        Assert.Equal<int>([graph.Find("loop")!.Index], graph.Loops);
        Assert.Null(graph.Find("a")!.Loop);
    }

    [Fact]
    public void Compile_WhereItemsAndResultMeet_IsAfterTheLoop()
    {
        var graph = new FlowJson().Steps("a", "both").Loop("loop")
            .Edge("loop.item", "a").Feedback("a", "loop").Edge("a", "both").Edge("loop.done", "both").Compile();

        Assert.Equal(["a"], Ids(graph, graph.Find("loop")!.Loop!.Members));
    }

    [Fact]
    public void Compile_LoopInALoop_IsPartOfTheOuterBodyOnly()
    {
        var graph = new FlowJson().Loop("outer").Steps("a", "x", "y", "z").Loop("inner")
            .Edge("outer.item", "a").Edge("a", "inner.data").Edge("inner.item", "x").Feedback("x", "inner").Edge("inner.done", "y")
            .Feedback("y", "outer").Edge("outer.done", "z").Compile();

        Assert.Equal(["a", "inner", "x", "y"], Ids(graph, graph.Find("outer")!.Loop!.Members));
        Assert.Equal(["x"], Ids(graph, graph.Find("inner")!.Loop!.Members));
        Assert.Equal(["inner"], Ids(graph, graph.Find("outer")!.Loop!.LoopsBefore));
        Assert.Empty(graph.Find("inner")!.Loop!.LoopsBefore);
    }

    [Fact]
    public void Compile_InnerBodyThatTakesFromTheOuter_IsStillTheInnerBody()
    {
        var graph = new FlowJson().Loop("outer").Steps("a", "x", "y").Loop("inner")
            .Edge("outer.item", "a").Edge("a", "inner.data").Edge("inner.item", "x").Edge("a", "x").Feedback("x", "inner").Edge("inner.done", "y")
            .Feedback("y", "outer").Compile();

        Assert.Equal(["x"], Ids(graph, graph.Find("inner")!.Loop!.Members));
    }

    [Fact]
    public void Compile_InnerBodyThatFeedsTheOuterLoop_DoesNotReachAroundIt()
    {
        var graph = new FlowJson().Loop("outer").Steps("a", "x", "z").Loop("inner")
            .Edge("outer.item", "a").Edge("a", "inner.data").Edge("inner.item", "x").Feedback("x", "inner").Feedback("x", "outer")
            .Edge("outer.done", "z").Compile();

        Assert.Equal(["x"], Ids(graph, graph.Find("inner")!.Loop!.Members));
        Assert.Equal(["a", "inner", "x"], Ids(graph, graph.Find("outer")!.Loop!.Members));
    }

    [Fact]
    public void Compile_InnerBodyThatLeadsBehindTheOuterLoop_LeavesThatOutside()
    {
        var graph = new FlowJson().Loop("outer").Steps("a", "x", "y", "z").Loop("inner")
            .Edge("outer.item", "a").Edge("a", "inner.data").Edge("inner.item", "x").Feedback("x", "inner").Edge("inner.done", "y")
            .Feedback("y", "outer").Edge("x", "z").Edge("outer.done", "z").Compile();

        Assert.Equal(["x"], Ids(graph, graph.Find("inner")!.Loop!.Members));
        Assert.Equal(["a", "inner", "x", "y"], Ids(graph, graph.Find("outer")!.Loop!.Members));
    }

    [Fact]
    public void Compile_LoopThatABodyNeeds_ComesBefore()
    {
        var graph = new FlowJson().Loop("first").Loop("second").Steps("a", "b")
            .Edge("first.item", "a").Feedback("a", "first").Edge("second.item", "b").Feedback("b", "second").Edge("first.done", "b").Compile();

        Assert.Equal(["first"], Ids(graph, graph.Find("second")!.Loop!.LoopsBefore));
        Assert.Empty(graph.Find("first")!.Loop!.LoopsBefore);
    }

    private static IEnumerable<string> Ids(FlowGraph graph, IEnumerable<int> indices) => indices.Select(index => graph.Vertices[index].Id).Order();
}
