namespace SkillFlaw.Graph.Values;

/// <summary>A language model as a description: what to call, where, and with which settings. Whoever uses it makes the client.</summary>
[GenerateSerializer, Immutable, Alias("value.language-model")]
public sealed record LanguageModel : FlowValue
{
    /// <summary>The provider as the editor spells it: OpenAI, Anthropic, Ollama, …</summary>
    [Id(0)]
    public required string Provider { get; init; }

    /// <summary>The provider's name of the model.</summary>
    [Id(1)]
    public required string Model { get; init; }

    /// <summary>Where the provider listens; null for what the server's settings say.</summary>
    [Id(2)]
    public string? BaseUrl { get; init; }

    /// <summary>Where the key is to be found; null where none is needed.</summary>
    [Id(3)]
    public SecretReference? ApiKey { get; init; }

    /// <summary>0 to 2; null to leave it to the model.</summary>
    [Id(4)]
    public double? Temperature { get; init; }

    /// <summary>The longest answer, in tokens; null for no limit but the model's.</summary>
    [Id(5)]
    public int? MaxTokens { get; init; }

    /// <summary>A seed for repeatable answers; null for none.</summary>
    [Id(6)]
    public long? Seed { get; init; }

    /// <summary>Whether the answer must be a JSON object.</summary>
    [Id(7)]
    public bool JsonMode { get; init; }

    /// <summary>How often a failed call is made again.</summary>
    [Id(8)]
    public int MaxRetries { get; init; } = 2;

    /// <summary>How long one call may take.</summary>
    [Id(9)]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What else goes into the request, as the provider spells it.</summary>
    [Id(10)]
    public ObjectValue Arguments { get; init; } = ObjectValue.Empty;

    /// <summary>Whether the answer is wanted piece by piece.</summary>
    [Id(11)]
    public bool Stream { get; init; }

    internal override int Depth => DepthOver(Arguments.Depth);
}
