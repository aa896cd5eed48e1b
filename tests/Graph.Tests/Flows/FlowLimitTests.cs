using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace SkillFlaw.Graph.Flows;

/// <summary>Documents that are too large are refused before they cost more than they are worth.</summary>
public sealed class FlowLimitTests
{
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(30);

    [Fact]
    public void Parse_LongerThanTheLimit_IsRefused()
    {
        var document = new FlowJson().Steps("a").ToUtf8();

        var failure = Assert.Throws<InvalidFlowException>(() => FlowDefinition.Parse(document, new FlowLimits { MaxBytes = document.Length - 1 }));

        Assert.Contains("longer than", failure.Message, StringComparison.Ordinal);
        Assert.Single(FlowDefinition.Parse(document, new FlowLimits { MaxBytes = document.Length }).Vertices);
    }

    [Fact]
    public async Task ReadAsync_Gigabyte_StopsReadingAtTheLimit()
    {
        var stream = new EndlessFlow(1L << 30);
        var before = GC.GetAllocatedBytesForCurrentThread();

        // The stream never waits, so all of it happens on this thread.
        var reading = FlowDefinition.ReadAsync(stream);

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        await Assert.ThrowsAsync<InvalidFlowException>(() => reading);
        Assert.InRange(stream.BytesRead, FlowLimits.Default.MaxBytes, FlowLimits.Default.MaxBytes + (1 << 20));
        Assert.InRange(allocated, 0, 8L * FlowLimits.Default.MaxBytes);
    }

    [Fact]
    public async Task ReadAsync_InSmallPieces_ReadsAll()
    {
        var stream = new EndlessFlow(new FlowJson().Steps("a", "b").Edge("a", "b").ToUtf8(), piece: 7);

        var flow = await FlowDefinition.ReadAsync(stream);

        Assert.Equal(["a", "b"], flow.Vertices.Select(vertex => vertex.Id));
    }

    [Fact]
    public async Task ReadAsync_Cancelled_Stops() => await Assert.ThrowsAnyAsync<OperationCanceledException>(
        () => FlowDefinition.ReadAsync(new EndlessFlow(1L << 30), cancellationToken: new CancellationToken(canceled: true)));

    [Fact]
    public void Parse_HundredThousandEdges_IsRefused()
    {
        var edge = """{"source":"a","target":"b","sourceHandle":"{œnameœ:œoutœ}","targetHandle":"{œfieldNameœ:œinœ}"}""";
        var document = $$"""{"nodes":[],"edges":[{{string.Join(',', Enumerable.Repeat(edge, 100_000))}}]}""";

        var failure = RefuseQuickly(document);

        Assert.Contains("more than 50,000 edges", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_TooManyNodes_IsRefused()
    {
        var document = $$"""{"nodes":[{{string.Join(',', Enumerable.Repeat("{}", 5_001))}}],"edges":[]}""";

        Assert.Contains("more than 5,000 nodes", RefuseQuickly(document).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_TooManyNodesInAGroup_IsRefused()
    {
        var inner = new FlowJson().Steps([.. Enumerable.Range(0, 10).Select(number => $"s{number}")]);
        var flow = new FlowJson();
        AddGroup(flow, "G", inner);

        var failure = Assert.Throws<InvalidFlowException>(() => flow.Parse(new FlowLimits { MaxNodes = 10 }));

        Assert.Contains("more than 10 nodes", failure.Message, StringComparison.Ordinal);
        Assert.Equal(10, flow.Parse(new FlowLimits { MaxNodes = 11 }).Vertices.Length);
    }

    [Fact]
    public void Parse_TooManyFields_IsRefusedByNode()
    {
        var flow = new FlowJson().Add("A-1", "A", new() { ["a"] = FlowJson.Field("str"), ["b"] = FlowJson.Field("str") });

        var failure = Assert.Throws<InvalidFlowException>(() => flow.Parse(new FlowLimits { MaxFields = 2 }));

        Assert.Equal("A-1", failure.VertexId);
        Assert.Equal(2, flow.Parse(new FlowLimits { MaxFields = 3 }).Vertices[0].Fields.Length);
    }

    [Fact]
    public void Parse_TooManyOutputs_IsRefusedByNode()
    {
        var flow = new FlowJson().Add("A-1", "A", [], FlowJson.Output("a"), FlowJson.Output("b"));

        var failure = Assert.Throws<InvalidFlowException>(() => flow.Parse(new FlowLimits { MaxFields = 1 }));

        Assert.Equal("A-1", failure.VertexId);
        Assert.Equal(2, flow.Parse(new FlowLimits { MaxFields = 2 }).Vertices[0].Outputs.Length);
    }

    [Fact]
    public void Parse_GroupsTooDeep_AreRefusedByNode()
    {
        var flow = new FlowJson().Steps("innermost");
        for (var depth = 17; depth > 0; depth--)
        {
            var outer = new FlowJson();
            AddGroup(outer, $"G{depth}", flow);
            flow = outer;
        }

        var failure = Assert.Throws<InvalidFlowException>(() => flow.Parse(new FlowLimits { MaxGroupDepth = 16 }));

        Assert.Equal("G17", failure.VertexId);
        Assert.Single(flow.Parse(new FlowLimits { MaxGroupDepth = 17 }).Vertices);
    }

    [Fact]
    public void Parse_GroupInItself_IsRefused()
    {
        var flow = new FlowJson();
        AddGroup(flow, "G", new FlowJson().Steps("a", "G"));

        var failure = Assert.Throws<InvalidFlowException>(() => flow.Parse());

        Assert.Equal("G", failure.VertexId);
    }

    [Fact]
    public void Parse_TooManyLoops_IsRefused()
    {
        var flow = new FlowJson().Loop("a").Loop("b");

        var failure = Assert.Throws<InvalidFlowException>(() => flow.Parse(new FlowLimits { MaxLoops = 1 }));

        Assert.Contains("more than 1 loops", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, flow.Parse(new FlowLimits { MaxLoops = 2 }).Vertices.Length);
    }

    [Fact]
    public void Compile_HundredLoopsInLoops_TakesBoundedTime()
    {
        var flow = new FlowJson().Steps([.. Enumerable.Range(0, 1_900).Select(number => $"s{number}")]);
        for (var number = 0; number < 100; number++)
        {
            flow.Loop($"loop{number}");
            flow.Feedback("s1899", $"loop{number}");
            flow.Edge($"loop{number}.item", number == 99 ? "s0.in" : $"loop{number + 1}.data");
        }

        for (var number = 0; number < 19_000; number++)
        {
            flow.Edge($"s{number / 10}", $"s{Math.Min((number / 10) + 1 + (number % 10), 1_899)}");
        }

        var document = flow.ToUtf8();
        var clock = Stopwatch.StartNew();

        var graph = FlowGraph.Compile(FlowDefinition.Parse(document));

        Assert.Equal(1_900, graph.Find("loop99")!.Loop!.Members.Length);
        Assert.True(clock.Elapsed < _longest, $"It took {clock.Elapsed}.");
    }

    [Fact]
    public void Parse_ManyGroupsAndEdges_TakesBoundedTime()
    {
        var flow = new FlowJson();
        for (var number = 0; number < 500; number++)
        {
            AddGroup(flow, $"G{number}", new FlowJson().Steps($"a{number}", $"b{number}"));
        }

        for (var number = 0; number < 20_000; number++)
        {
            flow.Edge($"G{number % 500}.nothing_out", $"G{(number + 1) % 500}.in_x", ["Message"]);
        }

        var document = flow.ToUtf8();
        var clock = Stopwatch.StartNew();

        var definition = FlowDefinition.Parse(document);

        Assert.Equal(20_000, definition.Edges.Length);
        Assert.True(clock.Elapsed < _longest, $"It took {clock.Elapsed}.");
    }

    private static void AddGroup(FlowJson flow, string id, FlowJson inner)
    {
        var child = (string)inner.Nodes[0]!["id"]!;
        var field = FlowJson.Field("other");
        field["proxy"] = new JsonObject { ["id"] = child, ["field"] = "in" };
        flow.AddNode(id, "GroupNode", new JsonObject
        {
            ["template"] = new JsonObject { ["in_x"] = field },
            ["outputs"] = new JsonArray(),
            ["flow"] = new JsonObject { ["data"] = inner.Inner },
        });
    }

    private static InvalidFlowException RefuseQuickly(string document)
    {
        var utf8 = Encoding.UTF8.GetBytes(document);
        var clock = Stopwatch.StartNew();
        var failure = Assert.Throws<InvalidFlowException>(() => FlowGraph.Compile(FlowDefinition.Parse(utf8)));
        Assert.True(clock.Elapsed < _longest, $"It took {clock.Elapsed}.");
        return failure;
    }
}
