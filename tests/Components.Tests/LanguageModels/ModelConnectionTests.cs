using OpenAI.Chat;
using SkillFlaw.FakeOpenAI;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.LanguageModels;

public sealed class ModelConnectionTests : ModelTest
{
    private string? Authorization => OpenAI.Requests[^1].Authorization;

    [Fact]
    public async Task Key_OfTheField_ComesFirst()
    {
        Host.Variables["OPENAI_API_KEY"] = "sk-variable";
        Host.Providers["OpenAI"] = new ProviderSettings(new Uri(OpenAI.BaseUrl), "sk-server");

        await AskAsync(OpenAIModel());

        Assert.Equal($"Bearer {Key}", Authorization);
    }

    [Fact]
    public async Task Key_OfTheVariable_ComesBeforeTheServers()
    {
        Host.Variables["OPENAI_API_KEY"] = "sk-variable";
        Host.Providers["OpenAI"] = new ProviderSettings(new Uri(OpenAI.BaseUrl), "sk-server");

        await AskAsync(OpenAIModel().With("api_key", ""));

        Assert.Equal("Bearer sk-variable", Authorization);
    }

    [Fact]
    public async Task Key_OfTheServer_ComesLast()
    {
        Host.Providers["OpenAI"] = new ProviderSettings(new Uri(OpenAI.BaseUrl), "sk-server");

        await AskAsync(OpenAIModel().With("api_key", ""));

        Assert.Equal("Bearer sk-server", Authorization);
    }

    [Fact]
    public async Task Key_OfTheServerForGoogle_CountsUnderItsOlderName()
    {
        Host.Providers["Google Generative AI"] = new ProviderSettings(new Uri(OpenAI.BaseUrl), "sk-server");

        await AskAsync(Model("Google", "gemini-1.5-pro").With("api_key", ""));

        Assert.Equal("Bearer sk-server", Authorization);
    }

    [Fact]
    public async Task Key_OfTheServer_GoesToNoOtherAddress()
    {
        await using var other = await FakeOpenAIServer.StartAsync();
        Host.Providers["OpenAI"] = new ProviderSettings(new Uri(OpenAI.BaseUrl), "sk-server");

        var reason = await FailAsync(OpenAIModel().With("api_key", "").With("openai_api_base", other.BaseUrl));

        Assert.StartsWith("OpenAI API key is required", reason, StringComparison.Ordinal);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Key_OfTheServer_GoesToItsOwnAddressHoweverWritten()
    {
        Host.Providers["OpenAI"] = new ProviderSettings(new Uri(OpenAI.BaseUrl), "sk-server");

        await AskAsync(OpenAIModel().With("api_key", "").With("openai_api_base", $" {OpenAI.BaseUrl}/ "));

        Assert.Equal("Bearer sk-server", Authorization);
    }

    [Fact]
    public async Task Key_OfConnectedModel_FallsBackToItsVariable()
    {
        Host.Variables["MY_KEY"] = "sk-mine";
        var model = new LanguageModel { Provider = "OpenAI", Model = "m", ApiKey = new SecretReference("Other-1", "api_key", "MY_KEY") };

        // The component's own key is for its own model.
        await AskAsync(Model().With("model", model));

        Assert.Equal("Bearer sk-mine", Authorization);
    }

    [Theory]
    [InlineData("OpenAI", "OPENAI_API_KEY")]
    [InlineData("Anthropic", "ANTHROPIC_API_KEY")]
    [InlineData("Google", "GOOGLE_API_KEY")]
    [InlineData("Google Generative AI", "GOOGLE_API_KEY")]
    [InlineData("Groq", "GROQ_API_KEY")]
    public async Task Key_Missing_FailsWithTheNameOfTheVariable(string provider, string variable)
    {
        Assert.Equal(
            $"{provider} API key is required when using {provider} provider. Please provide it in the component or configure it globally as {variable}.",
            await FailAsync(Model(provider).With("api_key", "")));
        Assert.Empty(OpenAI.Requests);
    }

    [Fact]
    public async Task Key_WithLineBreakAtItsEnd_IsSentWithout()
    {
        await AskAsync(OpenAIModel().With("api_key", $"{Key}\r\n"));

        Assert.Equal($"Bearer {Key}", Authorization);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData(" ")]
    [InlineData("ü")]
    public async Task Key_WithCharactersOfNoKey_FailsWithoutShowingIt(string character)
    {
        Assert.Equal("The API key for OpenAI has characters that no key has.", await FailAsync(OpenAIModel().With("api_key", Key + character + "x")));
    }

    [Fact]
    public async Task Key_OfTheField_IsInNoOutputAndNoLog()
    {
        var result = await OpenAIModel().Asking("text_output").Asking("model_output").RunAsync();

        Assert.DoesNotContain(Key, System.Text.Encoding.UTF8.GetString(result.Outputs.ToCheckpoint()), StringComparison.Ordinal);
        Assert.All(result.Logs, log => Assert.DoesNotContain(Key, log.Message.ToJson(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Url_OfTheFlow_ComesBeforeTheSettings()
    {
        await using var other = await FakeOpenAIServer.StartAsync();

        await AskAsync(OpenAIModel().With("openai_api_base", other.BaseUrl));

        Assert.Equal((0, 1), (OpenAI.RequestCount, other.RequestCount));
    }

    [Theory]
    [InlineData("Google", "Google Generative AI", "Google Generative AI")]
    [InlineData("Google", "Google", "Google")]
    [InlineData("Anthropic", "Anthropic", "Anthropic")]
    public async Task Client_ForTheAddressOfTheSettings_HasTheirNameForTheProvider(string provider, string setting, string client)
    {
        Host.Providers[setting] = new ProviderSettings(new Uri(OpenAI.BaseUrl), null);

        await AskAsync(Model(provider));

        Assert.Equal([client], Host.Clients);
    }

    [Theory]
    [InlineData("/v1/", "OpenAI")]
    [InlineData("/v1/../v1", "OpenAI")]
    [InlineData("/v1/more", "model elsewhere")]
    [InlineData("/v1/%2e%2e/admin", "model elsewhere")]
    [InlineData("/", "model elsewhere")]
    public async Task Client_ForAnAddressOfTheFlow_IsNotTheProviders(string path, string client)
    {
        OpenAI.Respond = _ => FakeReply.Text("hello");

        await Record.ExceptionAsync(() => AskAsync(OpenAIModel().With("openai_api_base", OpenAI.BaseUrl[..^"/v1".Length] + path)));

        Assert.Equal([client], Host.Clients);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("models.example")]
    [InlineData("ftp://models.example/v1")]
    public async Task Url_ThatIsNoHttp_Fails(string url)
    {
        Assert.Equal("The base URL of OpenAI must be an http or https address.", await FailAsync(OpenAIModel().With("openai_api_base", url)));
    }

    [Theory]
    [InlineData("OpenAI", "https://api.openai.com/v1")]
    [InlineData("Anthropic", "https://api.anthropic.com/v1")]
    [InlineData("Google", "https://generativelanguage.googleapis.com/v1beta/openai")]
    [InlineData("Google Generative AI", "https://generativelanguage.googleapis.com/v1beta/openai")]
    [InlineData("Groq", "https://api.groq.com/openai/v1")]
    public async Task Url_OfNobody_IsTheProvidersOwn(string provider, string url)
    {
        var host = new CallingHost();

        await Assert.ThrowsAnyAsync<ComponentException>(async () =>
        {
            var chat = await ChatModel.ConnectAsync(new LanguageModel { Provider = provider, Model = "m", MaxRetries = 0 }, host);
            await chat.AnswerAsync([new UserChatMessage("hello")], [], CancellationToken.None);
        });

        Assert.Equal($"{url}/chat/completions", Assert.Single(host.Called));
    }
}
