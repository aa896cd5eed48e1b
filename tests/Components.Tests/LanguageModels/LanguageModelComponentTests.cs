using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.LanguageModels;

public sealed class LanguageModelComponentTests : ModelTest
{
    [Fact]
    public async Task Text_OfChosenModel_AsksIt()
    {
        var message = await AskAsync(Model(name: "gpt-4.1"));

        Assert.Equal("echo: hello", message.Text);
        Assert.Null(message.Sender);
        Assert.Equal(("gpt-4.1", 0.1, $"Bearer {Key}"), (OpenAI.Requests[0].Model, OpenAI.Requests[0].Temperature, OpenAI.Requests[0].Authorization));
        Assert.Equal(["messages", "model", "temperature"], Body.AsObject().Select(entry => entry.Key).Order());
    }

    [Fact]
    public async Task Text_OfModelThatItsEntryCallsReasoning_SendsNoTemperature()
    {
        var metadata = FlowValue.Of(("reasoning_models", FlowValue.Of([FlowValue.Of("deep-1"), FlowValue.Of("deep-2")])));
        var choice = FlowValue.Of(("name", FlowValue.Of("deep-2")), ("provider", FlowValue.Of("OpenAI")), ("metadata", metadata));

        await AskAsync(Model().With("model", FlowValue.Of([choice])));

        Assert.Null(OpenAI.Requests[0].Temperature);
    }

    [Fact]
    public async Task Text_OfReasoningModelByName_SendsNoTemperature()
    {
        await AskAsync(Model(name: "o3"));

        Assert.Null(OpenAI.Requests[0].Temperature);
    }

    [Fact]
    public async Task Text_OfModelByItsNameOnly_GuessesTheProvider()
    {
        Host.Providers["Anthropic"] = Host.Providers["OpenAI"];

        await AskAsync(Model().With("model", "claude-sonnet-4-5"));
        await AskAsync(Model().With("model", "gpt-4o"));

        Assert.Equal(["claude-sonnet-4-5", "gpt-4o"], OpenAI.Requests.Select(request => request.Model));
        Assert.Equal(["Anthropic", "OpenAI"], Host.Clients);
    }

    [Fact]
    public async Task Text_WithoutChoice_Fails()
    {
        var run = new ComponentRun("LanguageModelComponent") { Host = Host }.With("api_key", Key).With("input_value", "hello");

        Assert.Equal("A model selection is required", await FailAsync(run));
        Assert.Equal("A model selection is required", await FailAsync(run.With("model", ListValue.Empty)));
        Assert.Equal("A model selection is required", await FailAsync(run.With("model", "connect_other_models")));
        Assert.Equal("A model selection is required", await run.FailureAsync("model_output"));
    }

    [Theory]
    [InlineData("OpenAI", "gpt-4o-mini", "OPENAI_API_KEY")]
    [InlineData("Anthropic", "claude-3-5-haiku-latest", "ANTHROPIC_API_KEY")]
    [InlineData("Google", "gemini-1.5-pro", "GOOGLE_API_KEY")]
    public async Task Text_OfOlderFields_AsksTheirModel(string provider, string name, string variable)
    {
        Host.Providers[provider] = Host.Providers["OpenAI"];
        var run = new ComponentRun("LanguageModelComponent") { Host = Host }
            .With("provider", provider).With("model_name", name).With("input_value", "hello");

        await AskAsync(run.With("api_key", Key));

        Assert.Equal(name, OpenAI.Requests[0].Model);
        var model = await run.OutputAsync<LanguageModel>("model_output");
        Assert.Equal((provider, name), (model.Provider, model.Model));
        Assert.Equal(new SecretReference("LanguageModelComponent-test", "api_key", variable), model.ApiKey);
    }

    [Fact]
    public async Task Text_OfOneOlderField_CompletesItWithTheDefaults()
    {
        var run = new ComponentRun("LanguageModelComponent") { Host = Host }.With("api_key", Key).With("input_value", "hello");

        await AskAsync(run.With("provider", "OpenAI"));
        Assert.Equal("gpt-4.1", OpenAI.Requests[^1].Model);
        await AskAsync(run.With("provider", "").With("model_name", "gpt-4o"));
        Assert.Equal("gpt-4o", OpenAI.Requests[^1].Model);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Text_OfConnectedModel_CallsItWithItsSettingsAndKey(bool inList)
    {
        Host.Secrets["OpenAIModel-1.api_key"] = "sk-of-the-other";
        var model = new LanguageModel
        {
            Provider = "OpenAI",
            Model = "gpt-4o",
            BaseUrl = OpenAI.BaseUrl,
            ApiKey = new SecretReference("OpenAIModel-1", "api_key", "OPENAI_API_KEY"),
            Temperature = 0.6,
            MaxTokens = 5,
        };

        await AskAsync(Model().With("model", inList ? FlowValue.Of([model]) : model).With("temperature", FlowValue.Of(0.9)));

        var request = Assert.Single(OpenAI.Requests);
        Assert.Equal(("gpt-4o", 0.6, 5, "Bearer sk-of-the-other"), (request.Model, request.Temperature, request.MaxTokens, request.Authorization));
    }

    [Fact]
    public async Task Model_OfConnectedModel_PassesItOn()
    {
        var model = new LanguageModel { Provider = "OpenAI", Model = "gpt-4o" };

        Assert.Same(model, await new ComponentRun("LanguageModelComponent").With("model", model).OutputAsync<LanguageModel>("model_output"));
    }

    [Fact]
    public async Task Model_OfChoice_DescribesItWithoutTheKey()
    {
        var model = await Model(name: "gpt-4o").With("stream", true).OutputAsync<LanguageModel>("model_output");

        var expected = new LanguageModel
        {
            Provider = "OpenAI",
            Model = "gpt-4o",
            ApiKey = new SecretReference("LanguageModelComponent-test", "api_key", "OPENAI_API_KEY"),
            Temperature = 0.1,
            Stream = true,
        };
        Assert.Equal(expected, model);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/v1")]
    [InlineData("/v1/")]
    public async Task Text_OfOllama_NeedsNoKeyAndCompletesTheAddress(string end)
    {
        var url = OpenAI.BaseUrl[..^"/v1".Length] + end;
        var run = Model("Ollama", "llama3.2").With("api_key", "").With("ollama_base_url", url);

        await AskAsync(run);

        var request = OpenAI.Requests[0];
        Assert.Equal(("/v1/chat/completions", "llama3.2", "Bearer none"), (request.Path, request.Model, request.Authorization));
        Assert.Equal(["model elsewhere"], Host.Clients);
        var model = await run.OutputAsync<LanguageModel>("model_output");
        Assert.Equal((url, null), (model.BaseUrl, model.ApiKey));
    }

    [Fact]
    public async Task Text_OfOllamaInSettings_NeedsNoAddress()
    {
        Host.Providers["Ollama"] = new ProviderSettings(new Uri(OpenAI.BaseUrl[..^"/v1".Length]), null);

        await AskAsync(Model("Ollama", "llama3.2").With("api_key", ""));

        Assert.Equal("/v1/chat/completions", OpenAI.Requests[0].Path);
    }

    [Fact]
    public async Task Text_OfOllama_CallsTheLongestAnswerByItsOlderName()
    {
        var model = new LanguageModel { Provider = "Ollama", Model = "llama3.2", BaseUrl = OpenAI.BaseUrl, MaxTokens = 7 };

        await AskAsync(Model().With("model", model));

        Assert.Equal((7, null), ((int?)Body["max_tokens"], (int?)Body["max_completion_tokens"]));
    }

    [Theory]
    [InlineData("IBM WatsonX")]
    [InlineData("Azure OpenAI")]
    [InlineData("Nobody")]
    public async Task Text_OfProviderThatTheServerDoesNotHave_Fails(string provider)
    {
        Assert.Equal(
            $"This server has no model provider '{provider}'. Choose a model of one of: OpenAI, Anthropic, Google Generative AI, Groq, Ollama.",
            await FailAsync(Model(provider)));
    }

    [Fact]
    public async Task Text_OfProviderThatOnlyTheSettingsKnow_IsCalledThere()
    {
        Host.Providers["My Models"] = Host.Providers["OpenAI"];
        Host.Variables["MY_MODELS_API_KEY"] = "sk-mine";

        await AskAsync(Model("My Models", "m").With("api_key", ""));

        Assert.Equal(("m", "Bearer sk-mine"), (OpenAI.Requests[0].Model, OpenAI.Requests[0].Authorization));
    }
}
