using System.Text.Json.Nodes;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.LanguageModels;

public sealed class OpenAIModelComponentTests : ModelTest
{
    [Fact]
    public async Task Text_WithDefaults_SendsTheDefaultsOfTheClass()
    {
        var message = await AskAsync(OpenAIModel());

        Assert.Equal("echo: hello", message.Text);
        var request = Assert.Single(OpenAI.Requests);
        Assert.Equal(("POST", "/v1/chat/completions", $"Bearer {Key}"), (request.Method, request.Path, request.Authorization));
        Assert.Equal(("gpt-4o-mini", 0.1, false), (request.Model, request.Temperature, request.Stream));
        Assert.Equal("0.1", Body["temperature"]!.ToJsonString());
        Assert.Equal(1, (long)Body["seed"]!);
        Assert.Equal(["messages", "model", "seed", "temperature"], Body.AsObject().Select(entry => entry.Key).Order());
        Assert.Equal(["OpenAI"], Host.Clients);
    }

    [Fact]
    public async Task Text_NotStreamed_HasNoSenderAndIsNotStored()
    {
        var message = await AskAsync(BeforeChatOutput(OpenAIModel()));

        Assert.Equal((null, null, null), (message.Id, message.Sender, message.SenderName));
        Assert.Empty(Host.Messages);
    }

    [Fact]
    public async Task Text_WithUsage_LogsIt()
    {
        var result = await OpenAIModel().Asking("text_output").RunAsync();

        var log = Assert.Single(result.Logs);
        Assert.Equal(("text_output", "Token Usage", "{\"input_tokens\":1,\"output_tokens\":2,\"total_tokens\":3}"), (log.Output, log.Name, log.Message.ToJson()));
    }

    [Theory]
    [InlineData(50, 50)]
    [InlineData(0, null)]
    [InlineData(-1, null)]
    [InlineData(long.MaxValue, int.MaxValue)]
    public async Task Text_WithMaxTokens_SendsThoseAboveZero(long given, int? sent)
    {
        await AskAsync(OpenAIModel().With("max_tokens", given));

        Assert.Equal(sent, (int?)Body["max_completion_tokens"]);
    }

    [Fact]
    public async Task Text_WithEmptyNumbers_UsesDefaultsOrNone()
    {
        await AskAsync(OpenAIModel().With("max_tokens", "").With("seed", "").With("temperature", "").With("timeout", "").With("max_retries", ""));

        Assert.Equal(["messages", "model", "temperature"], Body.AsObject().Select(entry => entry.Key).Order());
        Assert.Equal(0.1, OpenAI.Requests[0].Temperature);
    }

    [Theory]
    [InlineData("o1")]
    [InlineData("o3-mini")]
    [InlineData("o4-mini")]
    [InlineData("gpt-5")]
    [InlineData("gpt-5.1")]
    public async Task Text_OfReasoningModel_SendsNeitherTemperatureNorSeed(string model)
    {
        await AskAsync(OpenAIModel().With("model_name", model));

        Assert.Equal(["messages", "model"], Body.AsObject().Select(entry => entry.Key).Order());
    }

    [Theory]
    [InlineData("gpt-5-chat-latest")]
    [InlineData("gpt-4o")]
    [InlineData("my-o1")]
    public async Task Text_OfOtherModel_SendsTemperatureAndSeed(string model)
    {
        await AskAsync(OpenAIModel().With("model_name", model).With("temperature", FlowValue.Of(0.7)).With("seed", 42));

        Assert.Equal((0.7, 42), (OpenAI.Requests[0].Temperature, (long)Body["seed"]!));
    }

    [Fact]
    public async Task Text_WithTemperatureThatIsNoNumber_Fails()
    {
        Assert.Equal("The temperature must be a number.", await FailAsync(OpenAIModel().With("temperature", "nan")));
    }

    [Fact]
    public async Task Text_InJsonMode_AsksForAnObject()
    {
        var message = await AskAsync(OpenAIModel().With("json_mode", true));

        Assert.Equal("""{"type":"json_object"}""", Body["response_format"]!.ToJsonString());
        Assert.Equal("""{"echo":"hello"}""", message.Text);
    }

    [Fact]
    public async Task Text_WithOlderSchema_AsksForAnObject()
    {
        await AskAsync(OpenAIModel().With("output_schema", FlowValue.Of(("name", FlowValue.Of("string")))));

        Assert.Equal("json_object", (string?)Body["response_format"]!["type"]);
    }

    [Fact]
    public async Task Text_WithArguments_MergesThemIntoTheRequest()
    {
        await AskAsync(OpenAIModel().With("model_kwargs", FlowValue.Of(
            ("top_p", FlowValue.Of(0.5)),
            ("n", FlowValue.Of(1)),
            ("user", FlowValue.Of("me \"and\" you")),
            ("parallel_tool_calls", FlowValue.Of(false)),
            ("stop", FlowValue.Of([FlowValue.Of("END")])),
            ("response_format", FlowValue.Of(("type", FlowValue.Of("text")))),
            ("x-own", FlowValue.Of(("a", FlowValue.Of([NullValue.Instance, FlowValue.Of(1)])))),
            ("temperature", FlowValue.Of(0.9)))));

        var expected = JsonNode.Parse(
            """
            {"top_p":0.5,"n":1,"user":"me \"and\" you","parallel_tool_calls":false,"stop":["END"],"response_format":{"type":"text"},
             "x-own":{"a":[null,1]},"temperature":0.9}
            """)!.AsObject();
        Assert.All(expected, entry => Assert.Equal(entry.Value!.ToJsonString(), Body[entry.Key]!.ToJsonString()));
    }

    [Fact]
    public async Task Text_WithArgumentsOfTheCall_LeavesThemOut()
    {
        var own = FlowValue.Of("own");

        await AskAsync(OpenAIModel().With("model_kwargs", FlowValue.Of(
            ("api_key", own), ("messages", own), ("model", own), ("stream", FlowValue.Of(true)), ("stream_options", own))));

        Assert.Equal(["messages", "model", "seed", "temperature"], Body.AsObject().Select(entry => entry.Key).Order());
        Assert.Equal("gpt-4o-mini", OpenAI.Requests[0].Model);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a']['b")]
    [InlineData("$")]
    public async Task Text_WithArgumentOfStrangeName_Fails(string name)
    {
        var reason = await FailAsync(OpenAIModel().With("model_kwargs", FlowValue.Of((name, FlowValue.Of(1)))));

        Assert.Equal($"'{name}' cannot be the name of a model argument.", reason);
    }

    [Fact]
    public async Task Text_WithoutModel_Fails()
    {
        Assert.Equal("A model selection is required", await FailAsync(OpenAIModel().With("model_name", " ")));
    }

    [Fact]
    public async Task Model_WithFields_DescribesThemWithoutTheKey()
    {
        var model = await OpenAIModel()
            .With("model_name", "gpt-4o")
            .With("openai_api_base", "https://models.example/v1")
            .With("max_tokens", 99)
            .With("json_mode", true)
            .With("max_retries", 3)
            .With("timeout", 60)
            .With("stream", true)
            .With("model_kwargs", FlowValue.Of(("top_p", FlowValue.Of(0.5)), ("api_key", FlowValue.Of(Key))))
            .OutputAsync<LanguageModel>("model_output", "build_model");

        var expected = new LanguageModel
        {
            Provider = "OpenAI",
            Model = "gpt-4o",
            BaseUrl = "https://models.example/v1",
            ApiKey = new SecretReference("OpenAIModel-test", "api_key", "OPENAI_API_KEY"),
            Temperature = 0.1,
            Seed = 1,
            MaxTokens = 99,
            JsonMode = true,
            MaxRetries = 3,
            Timeout = TimeSpan.FromMinutes(1),
            Arguments = FlowValue.Of(("top_p", FlowValue.Of(0.5))),
            Stream = true,
        };
        Assert.Equal(expected, model);
        Assert.Empty(OpenAI.Requests);
    }

    [Theory]
    [InlineData(0, 700, -1, 0)]
    [InlineData(100_000, 3600, 1_000_000, 10)]
    public async Task Model_WithEndlessTimeAndRetries_BoundsThem(long timeout, int seconds, long retries, int tries)
    {
        var model = await OpenAIModel().With("timeout", timeout).With("max_retries", retries).OutputAsync<LanguageModel>("model_output");

        Assert.Equal((TimeSpan.FromSeconds(seconds), tries), (model.Timeout, model.MaxRetries));
    }

    [Fact]
    public async Task Model_WithoutKey_Fails()
    {
        Assert.StartsWith("OpenAI API key is required", await new ComponentRun("OpenAIModel").FailureAsync("model_output"), StringComparison.Ordinal);
    }
}
