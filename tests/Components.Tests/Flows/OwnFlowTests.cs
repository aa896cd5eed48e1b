using System.Text;
using SkillFlaw.FakeOpenAI;
using SkillFlaw.Graph.Flows;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Tweaks;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Flows;

/// <summary>The project's own flows, run from end to end. What each is for stands in <c>tests/Flows/README.md</c>.</summary>
public sealed class OwnFlowTests : IDisposable
{
    private readonly TestHost _host = new();

    [Fact]
    public async Task Run_ChatEcho_AnswersAndKeepsBothMessages()
    {
        var run = await RunAsync("chat-echo", "Good morning");

        Assert.Equal("Good morning", Answer(run));
        Assert.Equal(["User", "Machine"], _host.Messages.Select(message => message.Sender!));
        Assert.Equal(2, _host.Messages.Select(message => message.Id).Distinct().Count());
    }

    [Fact]
    public async Task Run_ChatEchoWithoutInput_AnswersWithTheStoredText() => Assert.Equal(
        "Hello?", Answer(await FlowRun.ExecuteAsync(OwnFlows.Read("chat-echo"), _host, new RunInputs { SessionId = "s1" })));

    [Fact]
    public async Task Run_PromptModel18_SendsBothMessagesAndNoHiddenValue()
    {
        await using var openAI = await StartAsync();
        openAI.Replies.Enqueue(FakeReply.Text("Water it."));

        var run = await RunAsync("prompt-model-1.8", "My fern is dry.");

        Assert.Equal("Water it.", Answer(run));
        var request = Assert.Single(openAI.Requests);
        Assert.Equal(["system: Answer as a patient gardener, in one {short} sentence.", "user: My fern is dry."], Said(request));
        Assert.Equal("Bearer sk-of-the-user", request.Authorization);
        Assert.Equal(["User", "Machine"], _host.Messages.Select(message => message.Sender!));
    }

    [Fact]
    public async Task Run_PromptModel16_ChainsTheModels()
    {
        await using var openAI = await StartAsync();
        openAI.Replies.Enqueue(FakeReply.Text("A long story."));
        openAI.Replies.Enqueue(FakeReply.Text("A short one."));

        var run = await RunAsync("prompt-model-1.6", "foxes");

        Assert.Equal("A short one.", Answer(run));
        Assert.Equal(["user: Tell a story about foxes."], Said(openAI.Requests[0]));
        // In a prompt a backslash and an n stay what they are.
        Assert.Equal([@"user: Say it in ten words:\nA long story."], Said(openAI.Requests[1]));
    }

    [Fact]
    public async Task Run_MemoryChatTwice_SecondRunKnowsTheFirst()
    {
        await using var openAI = await StartAsync();
        openAI.Respond = request => FakeReply.Text($"answer {request.Number}");

        await RunAsync("memory-chat", "first");
        await RunAsync("memory-chat", "second");

        var prompt = Said(openAI.Requests[1]).Single();
        Assert.Contains("User: first\nAI: answer 1", prompt, StringComparison.Ordinal);
        Assert.EndsWith("Now: second", prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Group_TakesTheGroupsValues() => Assert.Equal("Good day, Ada?", Answer(await RunAsync("group", "Ada")));

    [Fact]
    public async Task Run_GroupTweakedByItsName_ReachesTheChild()
    {
        var tweaks = FlowValue.Of(("GroupNode-gRp02", FlowValue.Of(("text2_CombineText-sTaLe", FlowValue.Of("...")))));

        Assert.Equal("Good day, Ada...", Answer(await RunAsync("group", "Ada", tweaks)));
    }

    [Fact]
    public async Task Run_GroupInGroup_FeedsTwoPlaces()
    {
        var run = await RunAsync("group-nested", "x");

        Assert.Empty(run.Failures);
        Assert.Equal(["x], and more", "x]"], run.Texts("ChatOutput"));
    }

    [Fact]
    public async Task Run_LoopWithJoin_JoinsWhatBelongsTogether()
    {
        var run = await RunAsync("loop-join", "a\nb\nc");

        Assert.Equal("a=<a>!\nb=<b>!\nc=<c>!", Answer(run));
        Assert.Equal(4, run.Finished.Count(id => id.StartsWith("LoopComponent", StringComparison.Ordinal)));
        Assert.Equal(3, run.Finished.Count(id => id.StartsWith("CombineText", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Run_LoopOverTable_ShowsEachRowAndThenAll()
    {
        _host.Files["f/t.csv"] = Encoding.UTF8.GetBytes("n\n1\n2\n");
        var tweaks = FlowValue.Of(("File-lTa01", FlowValue.Of(("path", FlowValue.Of([FlowValue.Of("f/t.csv")])))));

        var run = await FlowRun.ExecuteAsync(OwnFlows.Read("loop-table"), _host, new RunInputs { SessionId = "s1", Tweaks = tweaks });

        Assert.Empty(run.Failures);
        Assert.Equal(3, _host.Messages.Count);
        Assert.Equal("""[{"n":1,"seen":"yes"},{"n":2,"seen":"yes"}]""", run.Output<DataFrame>("LoopComponent", "done").ToJson());
    }

    [Theory]
    [InlineData("Salt, please", "With pleasure.")]
    [InlineData("Salt", "Say please.")]
    public async Task Run_IfElse_OneBranchAnswers(string text, string answer)
    {
        var run = await RunAsync("if-else", text);

        Assert.Equal([answer], run.Texts("ChatOutput"));
        Assert.Equal(3, run.Finished.Count);
    }

    [Fact]
    public async Task Run_IfElseMerged_TheMergeNeverRuns()
    {
        var run = await RunAsync("if-else-merged", "Salt, please");

        Assert.Empty(run.Texts("ChatOutput"));
        Assert.Empty(run.Failures);
    }

    [Fact]
    public async Task Run_IfElseMergedWithLivingBranch_TheMergeRuns()
    {
        var run = await FlowRun.ExecuteAsync(
            OwnFlows.Read("if-else-merged"), _host, Chat("Salt, please"), MergeRule.RunsWithLivingBranch);

        Assert.Equal("With pleasure.", Answer(run).Trim());
    }

    [Fact]
    public async Task Run_TwoHalves_OnlyTheChatsHalfRuns()
    {
        var run = await RunAsync("two-halves", "Hi");

        Assert.Equal("Heard:  Hi", Answer(run));
        Assert.DoesNotContain(run.Finished, id => id.StartsWith("File", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_TwoChatInputs_TakesTheFirstAndAnswers()
    {
        var run = await RunAsync("two-chat-inputs", "Hi");

        Assert.Equal("Hi Hi", Answer(run));
    }

    [Fact]
    public async Task Run_Webhook_TakesTheBodyAndLeavesTheChatAlone()
    {
        var body = FlowValue.Of("""{"who": "Ada", "what": "sings", "when": "now"}""");

        var run = await FlowRun.ExecuteAsync(OwnFlows.Read("webhook"), _host, new RunInputs
        {
            SessionId = "s1",
            Tweaks = FlowValue.Of(("Webhook-wEb01", FlowValue.Of(("data", FlowValue.Of(("value", body)))))),
        });

        Assert.Equal("Ada: sings", Answer(run));
        Assert.DoesNotContain("ChatInput-wEb05", run.Finished);
    }

    [Fact]
    public async Task Run_CycleWithoutLoop_IsNeverEntered()
    {
        var run = await RunAsync("router-cycle", "word");

        Assert.Equal("word", Answer(run));
        Assert.DoesNotContain("CombineText-rCy02", run.Finished);
        Assert.Empty(run.Failures);
    }

    [Fact]
    public async Task Run_EdgesOfVersionOne_Answers() => Assert.Equal("You said: Hi", Answer(await RunAsync("edges-1.0", "Hi")));

    [Fact]
    public async Task Run_DataLists_CombinesInTheOrderOfTheEdges()
    {
        var run = await RunAsync("data-lists", "");

        Assert.Empty(run.Failures);
        Assert.Equal("""{"name":["third","first","second"],"count":"1"}""", run.Output<Data>("DataOperations", "data_output").Fields.ToJson());
    }

    [Fact]
    public async Task Run_UnknownAndEditedComponents_FailWhenReachedAndTheRestRuns()
    {
        var run = await RunAsync("unknown-components", "Hi");

        Assert.Equal(["Hi"], run.Texts("ChatOutput"));
        var unknown = run.Failures["MoonPhase-uNk03"];
        Assert.Contains("MoonPhase", unknown.Reason, StringComparison.Ordinal);
        Assert.Contains("MoonPhase-uNk03", unknown.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("ChatOutput-uNk04", run.Finished);
    }

    [Fact]
    public async Task Run_TextInputs_AreJoinedByALineBreak()
    {
        var run = await FlowRun.ExecuteAsync(OwnFlows.Read("text-io"), _host);

        Assert.Equal("left\nright", run.Texts("TextOutput").Single());
    }

    [Fact]
    public void Build_TwoChatInputs_IsRefused()
    {
        var graph = Graph.FlowGraph.Compile(FlowDefinition.Parse(OwnFlows.Read("two-chat-inputs")));

        Assert.Equal("Only one chat input is allowed in the graph", Assert.Throws<InvalidFlowException>(() => RunPlan.ForBuild(graph)).Message);
    }

    public void Dispose() => _host.Dispose();

    private static RunInputs Chat(string text) => new() { SessionId = "s1", Stream = false, Inputs = [new RunInput(text, [])] };

    private static string Answer(FlowRun run)
    {
        Assert.Empty(run.Failures);
        return Assert.Single(run.Texts("ChatOutput"));
    }

    private static IEnumerable<string> Said(FakeRequest request) => request.Messages.Select(message => $"{message.Role}: {message.Text}");

    private Task<FlowRun> RunAsync(string flow, string text, ObjectValue? tweaks = null) =>
        FlowRun.ExecuteAsync(OwnFlows.Read(flow), _host, Chat(text) with { Tweaks = tweaks ?? ObjectValue.Empty });

    private async Task<FakeOpenAIServer> StartAsync()
    {
        var openAI = await FakeOpenAIServer.StartAsync(new FakeOpenAIOptions { ApiKey = "sk-of-the-user" });
        _host.Providers["OpenAI"] = new ProviderSettings(new Uri(openAI.BaseUrl), null);
        _host.Variables["OPENAI_API_KEY"] = "sk-of-the-user";
        return openAI;
    }
}
