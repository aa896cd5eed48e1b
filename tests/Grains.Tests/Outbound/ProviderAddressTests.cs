using SkillFlaw.Components;

namespace SkillFlaw.Grains.Outbound;

public sealed class ProviderAddressTests : OutboundTest
{
    private const string Own = "http://models.internal:8000/v1";

    public ProviderAddressTests()
    {
        Internet.Name("models.internal", ["10.0.0.5"]);
        Providers.ByName["Ollama"] = new ProviderSettings(new Uri(Own), null);
    }

    [Theory]
    [InlineData("Ollama", "http://models.internal:8000/v1")]
    [InlineData("ollama", "http://MODELS.internal:8000/v1/chat/completions")]
    public async Task Call_OfTheProvidersClient_ReachesItsAddress(string client, string url)
    {
        await using var site = CannedSite.Saying("hello");
        Internet.Places["10.0.0.5:8000"] = site.Place;

        Assert.Equal("hello", await Client(client).GetStringAsync(url));
    }

    [Theory]
    [InlineData("http://[fd00::5]:8000/v1", "[fd00::5]:8000")]
    [InlineData("http://10.0.0.5:8000/v1", "10.0.0.5:8000")]
    [InlineData("http://10.0.0.5/v1", "10.0.0.5:80")]
    public async Task Call_OfTheProvidersClient_ReachesItsLiteralAddress(string url, string dialled)
    {
        await using var site = CannedSite.Saying("hello");
        Internet.Places[dialled] = site.Place;
        Providers.ByName["Ollama"] = new ProviderSettings(new Uri(url), null);

        Assert.Equal("hello", await Client("Ollama").GetStringAsync(url));
    }

    [Theory]
    [InlineData("http://models.internal/", "models.internal")]
    [InlineData("http://models.internal:8001/", "models.internal")]
    [InlineData("http://models.internal.:8000/", "models.internal.")]
    [InlineData("http://10.0.0.5:8000/v1", "10.0.0.5")]
    [InlineData("http://127.0.0.1:8000/v1", "127.0.0.1")]
    public async Task Call_OfTheProvidersClient_ReachesNoOtherPrivateAddress(string url, string host)
    {
        Internet.Name("models.internal.", ["10.0.0.5"]);

        Assert.Equal(Refusal(host), await RefusedAsync(Client("Ollama"), url));
    }

    [Theory]
    [InlineData("OpenAI")]
    [InlineData("APIRequest")]
    [InlineData("model elsewhere")]
    [InlineData("")]
    public async Task Call_OfAnotherClient_IsRefused(string client)
    {
        await using var site = CannedSite.Saying("hello");
        Internet.Places["10.0.0.5:8000"] = site.Place;
        Providers.ByName["OpenAI"] = new ProviderSettings(null, "sk-server");
        // Another client's open connection is of no use either.
        await Client("Ollama").GetStringAsync(Own);

        Assert.Equal(Refusal("models.internal"), await RefusedAsync(Client(client), Own));
    }

    [Fact]
    public async Task Call_ProviderLeadsElsewhere_IsRefused()
    {
        await using var site = CannedSite.LeadingTo("http://169.254.169.254/");
        Internet.Places["10.0.0.5:8000"] = site.Place;

        Assert.Equal(Refusal("169.254.169.254"), await RefusedAsync(Client("Ollama"), Own));
    }

    [Theory]
    [InlineData("oLLaMA", "Ollama")]
    [InlineData("APIRequest", "APIRequest")]
    public void Spell_NameOfAProvider_IsThatOfTheSettings(string name, string spelled) => Assert.Equal(spelled, Providers.Spell(name));
}
