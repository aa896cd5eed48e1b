using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using SkillFlaw.FakeOpenAI;
using SkillFlaw.Graph.Tweaks;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Flows;

/// <summary>Flows as editors of three years exported them, run from end to end with a model that answers what the test says.</summary>
public sealed class RealFlowTests
{
    private static readonly ObjectValue _literalKey = FlowValue.Of(("value", FlowValue.Of("sk-test")), ("load_from_db", FlowValue.Of(false)));

    public static TheoryData<string> WithoutModel() => Named("test_simple_chat_no_llm", "test_simple_api_test", "test_memory_chatbot_no_llm");

    public static TheoryData<string> WithModel() => Named(
        "h2407_basic_prompting_hello_world", "h2407_memory_chatbot", "h2504_basic_prompt_chaining", "starter_basic_prompting",
        "starter_memory_chatbot", "starter_twitter_thread_generator", "v16_basic_prompt_chaining", "v16_basic_prompting",
        "v16_seo_keyword_generator");

    [SharedTheory]
    [MemberData(nameof(WithoutModel))]
    public async Task Run_FlowWithoutModel_AnswersWithTheInput(string flow)
    {
        using var host = new TestHost();

        var run = await FlowRun.ExecuteAsync(Read(flow), host, Chat("Hello there"));

        Assert.Empty(run.Failures);
        Assert.Contains("Hello there", Assert.Single(run.Texts("ChatOutput")), StringComparison.Ordinal);
        Assert.All(host.Messages, message => Assert.Equal("s1", message.SessionId));
        Assert.Equal(["User", "Machine"], host.Messages.Select(message => message.Sender!));
    }

    [SharedTheory]
    [MemberData(nameof(WithModel))]
    public async Task Run_FlowWithModel_AnswersWithTheModel(string flow)
    {
        await using var openAI = await FakeOpenAIServer.StartAsync(new FakeOpenAIOptions { ApiKey = "sk-test" });
        openAI.Respond = request => FakeReply.Text($"answer {request.Number}");
        using var host = Host(openAI);

        var run = await FlowRun.ExecuteAsync(Read(flow), host, Chat("Hello there") with { Tweaks = Overrides(flow, openAI) });

        Assert.Empty(run.Failures);
        var models = JsonNode.Parse(Read(flow))!["data"]!["nodes"]!.AsArray()
            .Count(node => node!["data"]!["type"]?.ToString() is "OpenAIModel" or "LanguageModelComponent");
        Assert.Equal(models, openAI.RequestCount);
        Assert.Equal($"answer {models}", run.Texts("ChatOutput").Last());
        Assert.DoesNotContain(host.Shown, line => line.Contains("sk-test", StringComparison.Ordinal));
    }

    [SharedTheory]
    [InlineData("v16_basic_prompting")]
    [InlineData("starter_basic_prompting")]
    [InlineData("h2407_basic_prompting_hello_world")]
    public async Task Run_Streamed_ShowsTokensAndThenTheWhole(string flow)
    {
        await using var openAI = await FakeOpenAIServer.StartAsync();
        openAI.Replies.Enqueue(FakeReply.Chunks("Well, ", "hello", "!"));
        using var host = Host(openAI);

        var run = await FlowRun.ExecuteAsync(Read(flow), host, Chat("Hi") with { Tweaks = Overrides(flow, openAI), Stream = true });

        Assert.Empty(run.Failures);
        Assert.Equal(["token: Well, ", "token: hello", "token: !"], host.Shown.Where(line => line.StartsWith("token", StringComparison.Ordinal)));
        var answer = Assert.Single(host.Messages, message => message.Sender == Message.Machine);
        Assert.Equal(("Well, hello!", MessageProperties.Complete), (answer.Text, answer.Properties.State));
    }

    [SharedTheory]
    [InlineData("test_loop_csv_test")]
    public async Task Run_LoopOverCsv_AnswersOncePerRowAndWithTheTable(string flow)
    {
        using var host = new TestHost();
        host.Files["f/rows.csv"] = Encoding.UTF8.GetBytes("letter,number\na,1\nb,2\nc,3\n");

        var run = await FlowRun.ExecuteAsync(Read(flow), host, Session() with { Tweaks = FileIn(flow, "f/rows.csv") });

        Assert.Empty(run.Failures);
        Assert.Equal(4, run.Finished.Count(id => id.StartsWith("LoopComponent", StringComparison.Ordinal)));
        Assert.Equal(3, run.Finished.Count(id => id.StartsWith("Prompt Template", StringComparison.Ordinal)));
        var done = run.Output<DataFrame>("LoopComponent", "done");
        Assert.Equal(3, done.Rows.Length);
        Assert.All(Enumerable.Range(0, 3), row =>
        {
            var text = Assert.IsType<TextValue>(done.Record(row)["text"]).Value;
            Assert.Contains($"{(char)('a' + row)}", text, StringComparison.Ordinal);
            Assert.Contains($"{row + 1}", text, StringComparison.Ordinal);
        });
    }

    [SharedTheory]
    [InlineData("h2504_text_sentiment_analysis")]
    public async Task Run_FileThroughThreeModels_AnswersTwice(string flow)
    {
        await using var openAI = await FakeOpenAIServer.StartAsync();
        openAI.Respond = request => FakeReply.Text(string.Join("\n", request.Messages.Select(message => message.Text)));
        using var host = Host(openAI);
        host.Files["f/note.txt"] = Encoding.UTF8.GetBytes("The soup was cold and the waiter was kind.");

        var tweaks = FileIn(flow, "f/note.txt");
        var run = await FlowRun.ExecuteAsync(Read(flow), host, Session() with { Tweaks = With(tweaks, Overrides(flow, openAI)) });

        Assert.Empty(run.Failures);
        Assert.Equal(3, openAI.RequestCount);
        Assert.All(run.Texts("ChatOutput"), text => Assert.Contains("The soup was cold", text, StringComparison.Ordinal));
        Assert.Equal(2, run.Texts("ChatOutput").Count());
    }

    [SharedTheory]
    [InlineData("starter_financial_report_parser")]
    public async Task Run_StructuredOutput_FillsTheParser(string flow)
    {
        await using var openAI = await FakeOpenAIServer.StartAsync();
        openAI.Respond = _ => FakeReply.ToolCall(
            "OutputModel",
            """{"objects":[{"EBITDA":"900 million","NET_INCOME":"12 million","GROSS_PROFIT":"1.2 billion"}]}""");
        using var host = Host(openAI);

        var run = await FlowRun.ExecuteAsync(Read(flow), host, Chat("EBITDA was 900 million.") with { Tweaks = Overrides(flow, openAI) });

        Assert.Empty(run.Failures);
        var answer = Assert.Single(run.Texts("ChatOutput"));
        Assert.Contains("900 million", answer, StringComparison.Ordinal);
        Assert.Contains("1.2 billion", answer, StringComparison.Ordinal);
    }

    private static TheoryData<string> Named(params string[] flows) => [.. flows];

    private static byte[] Read(string flow) => File.ReadAllBytes(Path.Combine(Repository.Shared!, "flows", "dev", flow + ".json"));

    private static RunInputs Session() => new() { SessionId = "s1", Stream = false };

    private static RunInputs Chat(string text) => Session() with { Inputs = [new RunInput(text, ImmutableArray<string>.Empty)] };

    private static TestHost Host(FakeOpenAIServer openAI)
    {
        var host = new TestHost();
        host.Providers["OpenAI"] = new ProviderSettings(new Uri(openAI.BaseUrl), null);
        return host;
    }

    // What the index of flows says must be set: a model where none is chosen, and keys.
    private static ObjectValue Overrides(string flow, FakeOpenAIServer openAI)
    {
        var model = FlowValue.Of([FlowValue.Of(("name", FlowValue.Of("gpt-4o-mini")), ("provider", FlowValue.Of("OpenAI")), ("metadata", ObjectValue.Empty))]);
        return ObjectValue.From(Nodes(flow)
            .Where(node => node.Type is "OpenAIModel" or "LanguageModelComponent" or "StructuredOutput")
            .Select(node => KeyValuePair.Create(node.Id, (FlowValue)FlowValue.Of(
                ("api_key", _literalKey), ("model", model), ("openai_api_base", FlowValue.Of(openAI.BaseUrl))))));
    }

    private static ObjectValue FileIn(string flow, string path) => ObjectValue.From(Nodes(flow)
        .Where(node => node.Type == "File")
        .Select(node => KeyValuePair.Create(node.Id, (FlowValue)FlowValue.Of(("path", FlowValue.Of([FlowValue.Of(path)]))))));

    private static ObjectValue With(ObjectValue one, ObjectValue other) => ObjectValue.From(one.Entries.Concat(other.Entries));

    private static IEnumerable<(string Id, string Type)> Nodes(string flow) => JsonNode.Parse(Read(flow))!["data"]!["nodes"]!.AsArray()
        .Select(node => (node!["id"]!.ToString(), node["data"]!["type"]?.ToString() ?? ""));
}
