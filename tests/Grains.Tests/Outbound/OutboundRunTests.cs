using System.Collections.Immutable;
using SkillFlaw.Components;
using SkillFlaw.FakeOpenAI;
using SkillFlaw.Grains.Builds;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Grains.Outbound;

public sealed class OutboundRunTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Run_FlowNamesPrivateAddress_FailsAndSaysWhy()
    {
        await using var openAI = await FakeOpenAIServer.StartAsync();

        var failure = await FailAsync(openAI.BaseUrl);

        Assert.Contains(
            "The address of '127.0.0.1' is not allowed: it is private. The server's owner can allow private addresses.", failure, StringComparison.Ordinal);
        Assert.Equal(0, openAI.RequestCount);
    }

    [Fact]
    public async Task Watch_FlowNamesPrivateAddress_FailsAndSaysWhy()
    {
        await using var openAI = await FakeOpenAIServer.StartAsync();

        var events = await server.NewJob().Watch(await AskAtAsync(server, openAI.BaseUrl, stream: true), CancellationToken.None).ToListAsync();

        var failed = Assert.Single(events.OfType<RunFailed>());
        Assert.Contains("The address of '127.0.0.1' is not allowed: it is private.", failed.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, openAI.RequestCount);
    }

    [Fact]
    public async Task Run_PrivateAddressesAllowed_AsksThere()
    {
        await using var openAI = await FakeOpenAIServer.StartAsync();
        var open = new TestServer { Reach = options => options.AllowPrivateAddresses = true };
        await open.InitializeAsync();
        try
        {
            await open.NewJob().Run(await AskAtAsync(open, openAI.BaseUrl), CancellationToken.None);

            Assert.Equal(1, openAI.RequestCount);
        }
        finally
        {
            await open.DisposeAsync();
        }
    }

    [Fact]
    public async Task Run_FlowNamesTheProvidersOwnAddress_AsksThere()
    {
        await using var openAI = await FakeOpenAIServer.StartAsync();
        server.Providers.ByName["OpenAI"] = new ProviderSettings(new Uri(openAI.BaseUrl), null);

        await server.NewJob().Run(await AskAtAsync(server, $"{openAI.BaseUrl}/"), CancellationToken.None);

        Assert.Equal(1, openAI.RequestCount);
    }

    [Fact]
    public async Task Run_FlowNamesSomethingElseWhereTheProviderIs_Fails()
    {
        await using var openAI = await FakeOpenAIServer.StartAsync();
        server.Providers.ByName["OpenAI"] = new ProviderSettings(new Uri(openAI.BaseUrl), null);

        var failure = await FailAsync(openAI.BaseUrl.Replace("/v1", "/admin", StringComparison.Ordinal));

        Assert.Contains("it is private", failure, StringComparison.Ordinal);
        Assert.Equal(0, openAI.RequestCount);
    }

    [Fact]
    public async Task Run_AnswerTooLong_FailsAndSaysWhy()
    {
        await using var openAI = await FakeOpenAIServer.StartAsync();
        openAI.Respond = _ => FakeReply.Text(new string('x', 10_000));
        var small = new TestServer { Reach = options => options.MaxResponseBytes = 5_000 };
        await small.InitializeAsync();
        try
        {
            small.Providers.ByName["OpenAI"] = new ProviderSettings(new Uri(openAI.BaseUrl), null);
            foreach (var stream in new[] { false, true })
            {
                var request = await AskAtAsync(small, "", stream);
                var failure = await Assert.ThrowsAsync<RunFailedException>(() => small.NewJob().Run(request, CancellationToken.None));
                Assert.Contains("The answer of '127.0.0.1' is longer than 5000 bytes", failure.Message, StringComparison.Ordinal);
            }

            Assert.Equal(2, openAI.RequestCount);
        }
        finally
        {
            await small.DisposeAsync();
        }
    }

    private static async Task<RunRequest> AskAtAsync(TestServer server, string url, bool stream = false)
    {
        var request = server.Say(await server.SaveAsync("memory-chat"), "Hi", stream: stream);
        return request with
        {
            Variables = ImmutableDictionary<string, string>.Empty.Add("OPENAI_API_KEY", "sk-test"),
            Inputs = request.Inputs with { Tweaks = FlowValue.Of(("openai_api_base", FlowValue.Of(url))) },
        };
    }

    private async Task<string> FailAsync(string url)
    {
        var request = await AskAtAsync(server, url);
        return (await Assert.ThrowsAsync<RunFailedException>(() => server.NewJob().Run(request, CancellationToken.None))).Message;
    }
}
