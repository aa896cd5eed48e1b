using SkillFlaw.Components.Flows;
using SkillFlaw.FakeOpenAI;
using SkillFlaw.Graph.Tweaks;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Starters;

/// <summary>The starters, run from end to end.</summary>
public sealed class StarterRunTests : IDisposable
{
    private const string Key = "sk-of-the-user";
    private readonly TestHost _host = new();

    [Fact]
    public async Task Run_Echo_AnswersWithTheInput() =>
        Assert.Equal("Hello from SkillFlaw! You said: hello world!", Answer(await RunAsync("echo", "hello world!")));

    [Theory]
    [InlineData("Where is my Invoice?", "I have passed your message on to the billing team.")]
    [InlineData("hello world!", "I have passed your message on to the support team.")]
    public async Task Run_Router_AnswersInOneWay(string text, string answer)
    {
        var run = await RunAsync("router", text);

        Assert.Equal(answer, Answer(run));
        Assert.Equal(3, run.Finished.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_CsvLoopAsItIs_AnswersOnceWithARowPerLine(bool withQuestion)
    {
        // A chat message has nowhere to go in this flow, and does no harm.
        var inputs = withQuestion ? Chat("hello world!") : new RunInputs { SessionId = "s1" };

        var run = await FlowRun.ExecuteAsync(StarterFlows.Read("csv-loop"), _host, inputs);

        Assert.Equal(
            "- Paris (France) lies on the Seine.\n- Vienna (Austria) lies on the Danube.\n- Cairo (Egypt) lies on the Nile.", Answer(run));
        Assert.Equal(4, run.Finished.Count(id => id.StartsWith("LoopComponent", StringComparison.Ordinal)));
        Assert.Single(_host.Messages);
    }

    [Fact]
    public async Task Run_CsvLoopWithText_TakesItsRows()
    {
        var inputs = new RunInputs { SessionId = "s1", Inputs = [new RunInput("city,country,river\nRome,Italy,Tiber\n", [], "text")] };

        Assert.Equal("- Rome (Italy) lies on the Tiber.", Answer(await FlowRun.ExecuteAsync(StarterFlows.Read("csv-loop"), _host, inputs)));
    }

    [Fact]
    public async Task Run_BasicPrompting_SendsThePromptAndTheQuestion()
    {
        await using var openAI = await StartAsync();
        openAI.Replies.Enqueue(FakeReply.Text("Hello, world."));

        var run = await RunAsync("basic-prompting", "hello world!");

        Assert.Equal("Hello, world.", Answer(run));
        var request = Assert.Single(openAI.Requests);
        Assert.Equal(("gpt-4o-mini", $"Bearer {Key}"), (request.Model, request.Authorization));
        Assert.Equal(
            [
                "system: You are a patient guide. Answer in plain words and in three sentences at most. If you do not know something, say so.",
                "user: hello world!",
            ],
            Said(request));
    }

    [Fact]
    public async Task Run_MemoryChatTwice_TheSecondKnowsTheFirst()
    {
        await using var openAI = await StartAsync();
        openAI.Respond = request => FakeReply.Text($"Answer {request.Number}.");

        await RunAsync("memory-chat", "My name is Ada.");
        var run = await RunAsync("memory-chat", "What is my name?");

        Assert.Equal("Answer 2.", Answer(run));
        Assert.Equal(
            [
                "system: You are a friendly assistant. This is the conversation so far; its last line is the message that you answer.\n\n"
                    + "User: My name is Ada.\nAI: Answer 1.\nUser: What is my name?",
                "user: What is my name?",
            ],
            Said(openAI.Requests[1]));
    }

    // Null is a build in the editor, where only the flow itself says whether to stream.
    [Theory]
    [InlineData("basic-prompting", true)]
    [InlineData("basic-prompting", null)]
    [InlineData("memory-chat", true)]
    [InlineData("memory-chat", null)]
    public async Task Run_Streamed_ShowsTokensAndThenTheWhole(string starter, bool? stream)
    {
        await using var openAI = await StartAsync();
        openAI.Replies.Enqueue(FakeReply.Chunks("Well, ", "hello", "!"));

        var run = await FlowRun.ExecuteAsync(StarterFlows.Read(starter), _host, Chat("Hi") with { Stream = stream });

        Assert.Equal("Well, hello!", Answer(run));
        Assert.Equal(["token: Well, ", "token: hello", "token: !"], _host.Shown.Where(line => line.StartsWith("token", StringComparison.Ordinal)));
        var answer = Assert.Single(_host.Messages, message => message.Sender == Message.Machine);
        Assert.Equal(("Well, hello!", MessageProperties.Complete), (answer.Text, answer.Properties.State));
    }

    [Theory]
    [InlineData("basic-prompting")]
    [InlineData("memory-chat")]
    public async Task Run_WithoutKey_SaysWhichVariableIsMissing(string starter)
    {
        await using var openAI = await StartAsync();
        _host.Variables.Clear();

        var run = await RunAsync(starter, "Hi");

        var (vertex, failure) = Assert.Single(run.Failures);
        Assert.StartsWith("LanguageModelComponent-", vertex, StringComparison.Ordinal);
        Assert.Contains("OPENAI_API_KEY", failure.Reason, StringComparison.Ordinal);
        Assert.Empty(openAI.Requests);
    }

    public void Dispose() => _host.Dispose();

    private static RunInputs Chat(string text) => new() { SessionId = "s1", Stream = false, Inputs = [new RunInput(text, [])] };

    private static string Answer(FlowRun run)
    {
        Assert.Empty(run.Failures);
        return Assert.Single(run.Texts("ChatOutput"));
    }

    private static IEnumerable<string> Said(FakeRequest request) => request.Messages.Select(message => $"{message.Role}: {message.Text}");

    private Task<FlowRun> RunAsync(string starter, string text) => FlowRun.ExecuteAsync(StarterFlows.Read(starter), _host, Chat(text));

    private async Task<FakeOpenAIServer> StartAsync()
    {
        var openAI = await FakeOpenAIServer.StartAsync(new FakeOpenAIOptions { ApiKey = Key });
        _host.Providers["OpenAI"] = new ProviderSettings(new Uri(openAI.BaseUrl), null);
        _host.Variables["OPENAI_API_KEY"] = Key;
        return openAI;
    }
}
