using SkillFlaw.Graph.Flows;
using SkillFlaw.Graph.Tweaks;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Runs;

/// <summary>What vertices are called with (flow-format sections 9.2, 9.3 and 12).</summary>
public sealed class RunResultsTests
{
    // Checklist 4: one entry for each edge in the order of the edges, and lists are spread.
    [Fact]
    public void CallOf_ListOfEdges_KeepsTheirOrderAndSpreadsLists()
    {
        var run = new Played(new FlowJson().Steps("a", "b", "c", "join").Edge("c", "join").Edge("a", "join").Edge("b", "join"));

        run.Finish("a", JsonValues.Parse("""["a1","a2"]""")).Finish("b", ListValue.Empty).Finish("c", FlowValue.Of("c"));

        Assert.Equal(JsonValues.Parse("""["c","a1","a2"]"""), run.Value("join", "in"));
    }

    [Fact]
    public void CallOf_SingleField_TakesTheLastEdge()
    {
        var flow = new FlowJson().Steps("a", "b").Add("join", "J", new() { ["in"] = FlowJson.Field("str", inputTypes: ["Message"]) }, FlowJson.Output("out"))
            .Edge("b", "join").Edge("a", "join");
        var run = new Played(flow);

        run.Finish("a", JsonValues.Parse("""["x","y"]""")).Finish("b", FlowValue.Of("b"));

        Assert.Equal(JsonValues.Parse("""["x","y"]"""), run.Value("join", "in"));
    }

    // Checklist 5: an object of one key in the field keeps its key.
    [Fact]
    public void CallOf_ObjectOfOneKey_WrapsTheValue()
    {
        var flow = new FlowJson().Steps("a").Add("join", "J", new()
        {
            ["in"] = FlowJson.Field("dict", new System.Text.Json.Nodes.JsonObject { ["key"] = "" }, inputTypes: ["Message"]),
        }).Edge("a", "join");
        var run = new Played(flow);

        run.Finish("a", FlowValue.Of("v"));

        Assert.Equal(JsonValues.Parse("""{"key":"v"}"""), run.Value("join", "in"));
    }

    [Fact]
    public void CallOf_Loop_GetsWhatCameBackForTheItemBefore()
    {
        var run = new Played(new FlowJson().Steps("data", "a").Loop("loop").Edge("data", "loop.data").Edge("loop.item", "a").Feedback("a", "loop"));
        run.Finish("data", FlowValue.Of("rows"));

        Assert.Equal(NullValue.Instance, run.Value("loop", "item"));
        run.Finish("loop", FlowValue.Of("item 1"), "item", new BranchChange(BranchAction.Stop, "done"));
        Assert.Equal(FlowValue.Of([FlowValue.Of("item 1")]), run.Value("a", "in"));
        run.Finish("a", FlowValue.Of("back 1"));
        Assert.Equal(FlowValue.Of("back 1"), run.Value("loop", "item"));
    }

    [Fact]
    public void CallOf_BehindAStoppedBranch_GetsWhatTheLivingOneGives()
    {
        var run = new Played(
            new FlowJson().Steps("root", "yes", "no", "merge").Router("router").Edge("root", "router").Edge("router.yes", "yes").Edge("router.no", "no")
                .Edge("yes", "merge").Edge("no", "merge"),
            MergeRule.RunsWithLivingBranch);

        run.Finish("root", FlowValue.Of("x")).Finish("router", FlowValue.Of("y"), "yes", new BranchChange(BranchAction.Stop, "no")).Finish("yes", FlowValue.Of("z"));

        Assert.Equal(FlowValue.Of([FlowValue.Of("z")]), run.Value("merge", "in"));
    }

    // On a cycle that is entered in its middle the stored value stands in for what has not run yet.
    [Fact]
    public void CallOf_CycleEntry_GetsItsStoredValue()
    {
        var flow = new FlowJson().Add("a", "A", new() { ["in"] = FlowJson.Field("str", "stored", inputTypes: ["Message"]) }, FlowJson.Output("out"))
            .Steps("b").Edge("a", "b").Edge("b", "a");
        var run = new Played(flow);

        Assert.Equal(FlowValue.Of("stored"), run.Value("a", "in"));
        run.Finish("a", FlowValue.Of("1")).Finish("b", FlowValue.Of("2"));
        Assert.Equal(FlowValue.Of("2"), run.Value("a", "in"));
    }

    [Fact]
    public void CallOf_OutputThatWasNotGiven_Fails()
    {
        var run = new Played(new FlowJson().Steps("a", "b").Edge("a", "b"));
        run.Finish("a", FlowValue.Of("v"), "other");

        var failure = Assert.Throws<VertexFailedException>(() => run.Value("b", "in"));

        Assert.Equal("b", failure.VertexId);
        Assert.StartsWith("Result not found for out", failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void CallOf_InvalidParameter_FailsByItsReason()
    {
        var run = new Played(new FlowJson().Add("a", "A", new() { ["rows"] = FlowJson.Field("table", "none") }));

        Assert.Contains("rows", Assert.Throws<VertexFailedException>(() => run.Value("a", "rows")).Reason, StringComparison.Ordinal);
    }

    // Section 12: without successors all outputs, otherwise those that an edge at the vertex is named after, whichever way it leads.
    [Theory]
    [InlineData("alone", "one,two")]
    [InlineData("giver", "two")]
    [InlineData("between", "one,two")]
    public void CallOf_Outputs_AreThoseThatEdgesName(string id, string expected)
    {
        var flow = new FlowJson();
        foreach (var name in (string[])["alone", "giver", "between"])
        {
            flow.Add(name, "A", new() { ["in"] = FlowJson.Field("other", list: true, inputTypes: ["Message"]) }, FlowJson.Output("one"), FlowJson.Output("two"));
        }

        var run = new Played(flow.Steps("end").Edge("giver.two", "between").Edge("between.one", "end"));

        Assert.Equal(expected, string.Join(',', run.OutputsOf(id)));
    }

    /// <summary>A run whose vertices give what the test says.</summary>
    private sealed class Played
    {
        private readonly FlowGraph _graph;
        private readonly RunState _state;
        private readonly RunResults _results;

        public Played(FlowJson flow, MergeRule merging = MergeRule.StopsWithAnyBranch)
        {
            _graph = flow.Compile();
            _state = new RunState(RunPlan.ForRun(_graph), merging);
            _results = new RunResults(RunOverlay.Create(_graph, RunInputs.None), _state, new RunIdentity("run", "flow", ""));
            _state.Start();
        }

        public Played Finish(string id, FlowValue value, string output = "out", params BranchChange[] changes)
        {
            var vertex = _graph.Find(id)!;
            _results.Set(vertex.Index, new VertexResult { Outputs = FlowValue.Of((output, value)), Changes = [.. changes] });
            _state.Finish(vertex.Index, [.. changes]);
            return this;
        }

        public FlowValue? Value(string id, string parameter)
        {
            var value = _results.ParameterOf(_graph.Find(id)!, parameter)?.Value;
            Assert.Equal(value, _results.CallOf(_graph.Find(id)!).Parameters.FirstOrDefault(each => each.Name == parameter)?.Value);
            return value;
        }

        public IEnumerable<string> OutputsOf(string id)
        {
            var vertex = _graph.Find(id)!;
            foreach (var source in vertex.Predecessors)
            {
                Finish(_graph.Vertices[source].Id, FlowValue.Of("v"), "two");
            }

            return _results.CallOf(vertex).Outputs.Select(output => output.Name);
        }
    }
}
