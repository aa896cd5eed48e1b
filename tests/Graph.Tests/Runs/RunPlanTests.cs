using SkillFlaw.Graph.Flows;

namespace SkillFlaw.Graph.Runs;

/// <summary>Where a run begins and how far it reaches (flow-format section 11.1).</summary>
public sealed class RunPlanTests
{
    // Checklist 9: a half that has nothing to do with the chat is left out.
    [Fact]
    public void ForRun_DisconnectedHalf_IsOutOfReach()
    {
        var graph = OwnFlows.Compile("two-halves");

        var plan = RunPlan.ForRun(graph);

        Assert.Equal(["ChatInput-tHa01", "ChatOutput-tHa04", "CombineText-tHa03", "TextInput-tHa02"], Ids(graph, plan.ToRun));
        Assert.Equal(["ChatInput-tHa01", "TextInput-tHa02"], Ids(graph, plan.FirstLayer));
    }

    [Fact]
    public void ForBuild_DisconnectedHalf_IsNotStarted()
    {
        var graph = OwnFlows.Compile("two-halves");

        var plan = RunPlan.ForBuild(graph);

        Assert.Equal(graph.Vertices.Length, plan.ToRun.Count());
        Assert.Equal(["ChatInput-tHa01"], Ids(graph, plan.FirstLayer));
    }

    [Fact]
    public void ForRun_WithoutChat_StartsAllRoots()
    {
        var graph = new FlowJson().Steps("a", "b", "c", "d").Edge("a", "c").Edge("b", "d").Compile();

        Assert.Equal(["a", "b"], Ids(graph, RunPlan.ForRun(graph).FirstLayer));
        Assert.Equal(["a", "b"], Ids(graph, RunPlan.ForBuild(graph).FirstLayer));
    }

    // Checklist 15: two chat inputs are refused in a build; a run begins with the first.
    [Fact]
    public void ForBuild_TwoChatInputs_IsRefusedByTheSecond()
    {
        var graph = OwnFlows.Compile("two-chat-inputs");

        var failure = Assert.Throws<InvalidFlowException>(() => RunPlan.ForBuild(graph));

        Assert.Equal("Only one chat input is allowed in the graph", failure.Message);
        Assert.Equal("ChatInput-tCh02", failure.VertexId);
    }

    [Fact]
    public void ForRun_TwoChatInputs_StartsBoth()
    {
        var graph = OwnFlows.Compile("two-chat-inputs");

        Assert.Equal(["ChatInput-tCh01", "ChatInput-tCh02"], Ids(graph, RunPlan.ForRun(graph).FirstLayer));
    }

    [Fact]
    public void ForBuild_StartGiven_AllowsTwoChatInputs()
    {
        var graph = OwnFlows.Compile("two-chat-inputs");

        Assert.Equal(["ChatInput-tCh01", "ChatInput-tCh02"], Ids(graph, RunPlan.ForBuild(graph, start: "ChatInput-tCh02").FirstLayer));
    }

    [Fact]
    public void ForBuild_ChatInputBehindSomething_StartsTheRoots()
    {
        var graph = new FlowJson().Steps("root", "ChatInput-1", "ChatInput-2", "other").Edge("root", "ChatInput-1").Compile();

        Assert.Equal(["ChatInput-2", "other", "root"], Ids(graph, RunPlan.ForBuild(graph).FirstLayer));
    }

    [Fact]
    public void ForRun_WebhookAndChat_BeginsWithTheWebhook()
    {
        var graph = OwnFlows.Compile("webhook");

        var plan = RunPlan.ForRun(graph);

        Assert.Equal(["Webhook-wEb01"], Ids(graph, plan.FirstLayer));
        Assert.DoesNotContain(graph.Find("TextOutput-wEb06")!.Index, plan.ToRun);
    }

    [Fact]
    public void ForRun_ChatThatIsNoInput_StartsAllRoots()
    {
        var graph = new FlowJson().Steps("ChatMemory-1", "b", "c").Edge("ChatMemory-1", "c").Compile();

        Assert.Equal(["ChatMemory-1", "b"], Ids(graph, RunPlan.ForRun(graph).FirstLayer));
    }

    // Checklist 14: what is behind the start, and what that needs.
    [Fact]
    public void ForBuild_Start_KeepsWhatIsBehindAndItsAncestors()
    {
        var graph = Diamonds();

        var plan = RunPlan.ForBuild(graph, start: "b");

        Assert.Equal(["a", "b", "c", "d", "root"], Ids(graph, plan.ToRun));
        Assert.Equal(["a", "root"], Ids(graph, plan.FirstLayer));
    }

    // Checklist 14: what the stop needs, and the stop.
    [Fact]
    public void ForBuild_Stop_KeepsItsAncestors()
    {
        var graph = Diamonds();

        var plan = RunPlan.ForBuild(graph, stop: "c");

        Assert.Equal(["a", "b", "c", "root"], Ids(graph, plan.ToRun));
        Assert.Equal(["a", "root"], Ids(graph, plan.FirstLayer));
    }

    [Fact]
    public void ForBuild_StopWithChatInput_StartsTheChatOnly()
    {
        var graph = new FlowJson().Steps("ChatInput-1", "root", "b", "c").Edge("ChatInput-1", "b").Edge("root", "b").Edge("b", "c").Compile();

        var plan = RunPlan.ForBuild(graph, stop: "b");

        Assert.Equal(["ChatInput-1"], Ids(graph, plan.FirstLayer));
        Assert.Equal(["ChatInput-1", "b", "root"], Ids(graph, plan.ToRun));
    }

    [Fact]
    public void ForBuild_StopOnACycle_IsAStart()
    {
        var graph = new FlowJson().Steps("a", "b", "other").Edge("a", "b").Edge("b", "a").Compile();

        var plan = RunPlan.ForBuild(graph, stop: "b");

        Assert.Equal(3, plan.ToRun.Count());
        Assert.Equal(["other"], Ids(graph, plan.FirstLayer));
    }

    [Theory]
    [InlineData(null, null, "a")]
    [InlineData("b", null, "b")]
    [InlineData(null, "b", "b")]
    public void ForBuild_OnlyACycle_HasOneEntry(string? start, string? stop, string entry)
    {
        var graph = new FlowJson().Steps("a", "b").Edge("a", "b").Edge("b", "a").Compile();

        Assert.Equal([entry], Ids(graph, RunPlan.ForBuild(graph, start, stop).FirstLayer));
    }

    [Theory]
    [InlineData("my-chat", "my-chat")]
    [InlineData("the-webhook", "the-webhook")]
    [InlineData("nothing", "a")]
    public void ForRun_OnlyACycle_IsEnteredByTheNameOfTheId(string third, string entry)
    {
        var graph = new FlowJson().Steps("a", "b", third).Edge("a", "b").Edge("b", third).Edge(third, "a").Compile();

        Assert.Equal([entry], Ids(graph, RunPlan.ForRun(graph).FirstLayer));
    }

    [Fact]
    public void ForBuild_StopBehindACycle_StartsNothingOutside()
    {
        var graph = new FlowJson().Steps("chat", "loose", "a", "b", "end").Edge("loose", "chat").Edge("chat", "loose")
            .Edge("a", "b").Edge("b", "a").Edge("b", "end").Compile();

        var plan = RunPlan.ForBuild(graph, stop: "end");

        Assert.Equal(["a"], Ids(graph, plan.FirstLayer));
        Assert.Equal(["a", "b", "end"], Ids(graph, plan.ToRun));
    }

    [Fact]
    public void ForBuild_StopOnAGroup_EndsWithItsLastChild()
    {
        var graph = OwnFlows.Compile("group");

        var plan = RunPlan.ForBuild(graph, stop: "GroupNode-gRp02");

        Assert.Equal(["ChatInput-gRp01", "CombineText-gRp12", "Prompt-gRp11"], Ids(graph, plan.ToRun));
    }

    [Theory]
    [InlineData("b", "c", "a,b,c,root")]
    [InlineData("c", "c", "a,b,c,root")]
    [InlineData("beside", "c", "")]
    public void ForBuild_StartAndStop_KeepsWhatLeadsFromOneToTheOther(string start, string stop, string expected)
    {
        var graph = Diamonds();

        var plan = RunPlan.ForBuild(graph, start, stop);

        Assert.Equal(expected, string.Join(',', Ids(graph, plan.ToRun)));
        Assert.Equal(expected.Length == 0, plan.FirstLayer.IsEmpty);
    }

    [Theory]
    [InlineData("gone", null)]
    [InlineData(null, "gone")]
    [InlineData("a", "gone")]
    public void ForBuild_UnknownVertex_RunsNothing(string? start, string? stop)
    {
        var state = new RunState(RunPlan.ForBuild(Diamonds(), start, stop));

        Assert.Empty(state.Start());
        Assert.True(state.HasEnded);
    }

    [Fact]
    public void ForRun_NoVertices_HasNothingToDo()
    {
        var graph = new FlowJson().Compile();
        var state = new RunState(RunPlan.ForRun(graph));

        Assert.Empty(state.Start());
        Assert.True(state.HasEnded);
    }

    // From a over b to c and d; c needs root too; beside is behind a only, and other stands alone.
    private static FlowGraph Diamonds() => new FlowJson().Steps("a", "b", "c", "d", "root", "other", "beside")
        .Edge("a", "b").Edge("b", "c").Edge("b", "d").Edge("root", "c").Edge("a", "beside").Compile();

    private static IEnumerable<string> Ids(FlowGraph graph, IEnumerable<int> indices) =>
        indices.Select(index => graph.Vertices[index].Id).Order(StringComparer.Ordinal);
}
