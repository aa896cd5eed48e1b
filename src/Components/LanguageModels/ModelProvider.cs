namespace SkillFlaw.Components.LanguageModels;

/// <summary>A provider of models that answers to OpenAI's protocol: where it listens and which variable has its key.</summary>
internal sealed record ModelProvider(string Name, string KeyVariable, string? DefaultUrl)
{
    private const string Google = "Google Generative AI";
    private static readonly string[] _known = ["OpenAI", "Anthropic", Google, "Groq", "Ollama"];

    /// <summary>What newer files call it, and the server's settings too; null where that is its name.</summary>
    public string? NewerName { get; init; }

    /// <summary>Whether it refuses calls without a key.</summary>
    public bool NeedsKey { get; init; } = true;

    /// <summary>What follows the address that users know, where they may leave it out; or empty.</summary>
    public string Path { get; init; } = "";

    /// <summary>What it calls the longest answer. OpenAI's newer name is not known to all.</summary>
    public string MaxTokensName { get; init; } = "max_completion_tokens";

    public static ModelProvider Find(string name) => name switch
    {
        "OpenAI" => new(name, "OPENAI_API_KEY", "https://api.openai.com/v1"),
        "Anthropic" => new(name, "ANTHROPIC_API_KEY", "https://api.anthropic.com/v1/"),
        "Google" => Find(Google) with { Name = name, NewerName = Google },
        Google => new(name, "GOOGLE_API_KEY", "https://generativelanguage.googleapis.com/v1beta/openai/"),
        "Groq" => new(name, "GROQ_API_KEY", "https://api.groq.com/openai/v1"),
        "Ollama" => new(name, "OLLAMA_API_KEY", "http://localhost:11434/v1")
        {
            NeedsKey = false,
            Path = "/v1",
            MaxTokensName = "max_tokens",
        },
        // It does not answer to OpenAI's protocol, unless the settings know a gateway that does.
        "IBM WatsonX" => new(name, "WATSONX_APIKEY", null),
        _ => new(name, $"{name.ToUpperInvariant().Replace(' ', '_')}_API_KEY", null),
    };

    /// <summary>Whether the server's settings have the key of the provider that this variable usually has.</summary>
    public static bool HasServerKey(string variable, IComponentHost host) =>
        _known.Any(name => Find(name).KeyVariable == variable && !string.IsNullOrWhiteSpace(host.FindProvider(name)?.ApiKey));

    /// <summary>The provider of a model of which only the name is known.</summary>
    public static string Guess(string model) =>
        model.StartsWith("claude", StringComparison.Ordinal) ? "Anthropic"
        : model.StartsWith("gemini", StringComparison.Ordinal) ? "Google Generative AI"
        : "OpenAI";

    /// <summary>The address where a flow names none. A provider that is not known here needs it in the server's settings.</summary>
    public Uri? FindUrl(ProviderSettings? settings) => settings?.BaseUrl is { } configured
        ? Complete(configured)
        : DefaultUrl is null ? null : Complete(new Uri(DefaultUrl));

    /// <summary>An address that a flow names.</summary>
    public Uri ReadUrl(string url) =>
        Uri.TryCreate(url.Trim(), UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https"
            ? Complete(parsed)
            : throw new ComponentException($"The base URL of {Name} must be an http or https address.");

    public ComponentException IsMissing() =>
        new($"This server has no model provider '{Name}'. Choose a model of one of: {string.Join(", ", _known)}.");

    public ComponentException NeedsAKey() => new(
        $"{Name} API key is required when using {Name} provider. Please provide it in the component or configure it globally as {KeyVariable}.");

    private Uri Complete(Uri url)
    {
        var text = url.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return new Uri(text.EndsWith(Path, StringComparison.Ordinal) ? text : text + Path);
    }
}
