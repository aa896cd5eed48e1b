using System.Text.Json.Nodes;
using SkillFlaw.FakeOpenAI;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.LanguageModels;

/// <summary>A provider that plays OpenAI, and components that call it.</summary>
public abstract class ModelTest : IAsyncLifetime
{
    protected const string Key = "sk-very-secret-key-1234567890";

    private protected InstantClock Clock { get; } = new();

    private protected TestHost Host { get; private set; } = null!;

    protected FakeOpenAIServer OpenAI { get; private set; } = null!;

    /// <summary>The body of the last request.</summary>
    protected JsonNode Body => OpenAI.Requests[^1].Body!;

    public async Task InitializeAsync()
    {
        Host = new TestHost { Clock = Clock };
        OpenAI = await FakeOpenAIServer.StartAsync();
        Host.Providers["OpenAI"] = new ProviderSettings(new Uri(OpenAI.BaseUrl), null);
    }

    public async Task DisposeAsync()
    {
        Host.Dispose();
        await OpenAI.DisposeAsync();
    }

    /// <summary>An OpenAIModel without retries, that asks "hello".</summary>
    private protected ComponentRun OpenAIModel() => new ComponentRun("OpenAIModel") { Host = Host }
        .With("api_key", Key)
        .With("max_retries", 0)
        .With("input_value", "hello");

    /// <summary>A LanguageModelComponent that asks a model "hello".</summary>
    private protected ComponentRun Model(string provider = "OpenAI", string name = "gpt-4o-mini") => new ComponentRun("LanguageModelComponent") { Host = Host }
        .With("model", Choice(provider, name))
        .With("api_key", Key)
        .With("input_value", "hello");

    protected static ListValue Choice(string provider, string name) =>
        FlowValue.Of([FlowValue.Of(("name", FlowValue.Of(name)), ("provider", FlowValue.Of(provider)))]);

    private protected static Task<Message> AskAsync(ComponentRun run, CancellationToken cancellationToken = default) =>
        run.OutputAsync<Message>("text_output", cancellationToken: cancellationToken);

    /// <summary>The reason for which it fails, which has no key in it anywhere.</summary>
    private protected static async Task<string> FailAsync(ComponentRun run)
    {
        var failure = await Assert.ThrowsAsync<VertexFailedException>(() => AskAsync(run));
        Assert.DoesNotContain(Key, failure.ToString(), StringComparison.OrdinalIgnoreCase);
        return failure.Reason;
    }

    /// <summary>In front of a ChatOutput.</summary>
    private protected static ComponentRun BeforeChatOutput(ComponentRun run) =>
        run.Where(call => call with { Neighbours = Neighbours.None with { LeadsToChatOutput = true } });
}
