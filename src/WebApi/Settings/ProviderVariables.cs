using SkillFlaw.Components;

namespace SkillFlaw.WebApi.Settings;

/// <summary>The variables that say where a model provider listens and what its key is, under the names that the providers' own tools use.</summary>
internal sealed record ProviderVariables(string Provider, string[] Urls, string[] Keys)
{
    public static readonly IReadOnlyList<ProviderVariables> All =
    [
        new("OpenAI", ["OPENAI_BASE_URL", "OPENAI_API_BASE"], ["OPENAI_API_KEY"]),
        new("Anthropic", ["ANTHROPIC_BASE_URL"], ["ANTHROPIC_API_KEY"]),
        new("Google Generative AI", ["GOOGLE_BASE_URL"], ["GOOGLE_API_KEY", "GEMINI_API_KEY"]),
        new("Groq", ["GROQ_BASE_URL", "GROQ_API_BASE"], ["GROQ_API_KEY"]),
        new("Ollama", ["OLLAMA_BASE_URL"], ["OLLAMA_API_KEY"]),
        new("IBM WatsonX", ["WATSONX_URL"], ["WATSONX_APIKEY"]),
    ];

    public static Dictionary<string, ProviderSettings> Read(IReadOnlyDictionary<string, string> environment, List<string> errors)
    {
        var providers = new Dictionary<string, ProviderSettings>();
        foreach (var provider in All)
        {
            var url = Find(environment, provider.Urls);
            var key = Find(environment, provider.Keys);
            if (url.Value is not null && !(Uri.TryCreate(url.Value, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https"))
            {
                errors.Add($"{url.Name} must be an http or https address.");
            }
            else if (url.Value is not null || key.Value is not null)
            {
                providers[provider.Provider] = new ProviderSettings(url.Value is null ? null : new Uri(url.Value), key.Value);
            }
        }

        return providers;
    }

    private static (string Name, string? Value) Find(IReadOnlyDictionary<string, string> environment, string[] names)
    {
        var name = names.FirstOrDefault(each => environment.TryGetValue(each, out var value) && !string.IsNullOrWhiteSpace(value));
        return name is null ? ("", null) : (name, environment[name].Trim());
    }
}
