namespace SkillFlaw.FakeOpenAI;

/// <summary>How a <see cref="FakeOpenAIServer"/> is set up. Nothing needs to be set.</summary>
public sealed record FakeOpenAIOptions
{
    /// <summary>The port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>When set, a request with another bearer token, or none, is answered with 401.</summary>
    public string? ApiKey { get; init; }

    /// <summary>When set, any other model is answered with 404; otherwise every name is known.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>The length of a vector when the request does not say.</summary>
    public int EmbeddingDimensions { get; init; } = 1536;

    /// <summary>How many requests are kept, the last ones. They are counted all the same.</summary>
    public int RecordedRequests { get; init; } = 10_000;
}
