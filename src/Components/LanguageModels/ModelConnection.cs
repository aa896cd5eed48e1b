using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.LanguageModels;

/// <summary>Where a provider is called and with which key. (No record: those print their parts.)</summary>
internal sealed class ModelConnection
{
    // Providers that need no key get one all the same, because the client sends none only by accident.
    private const string NoKey = "none";

    // The client for addresses that flows name.
    private const string Elsewhere = "model elsewhere";

    private readonly string? _key;
    private readonly string _client;
    private readonly IComponentHost _host;

    private ModelConnection(ModelProvider provider, Uri endpoint, string? key, string client, IComponentHost host)
    {
        Provider = provider;
        Endpoint = endpoint;
        _key = key;
        _client = client;
        _host = host;
    }

    public ModelProvider Provider { get; }

    public Uri Endpoint { get; }

    /// <summary>The credential for the client.</summary>
    public ApiKeyCredential Credential => new(_key ?? NoKey);

    /// <summary>Finds address and key.</summary>
    /// <param name="provider">The provider as the editor spells it.</param>
    /// <param name="baseUrl">The address that the flow names, or null.</param>
    /// <param name="reference">Where the key of a model is that came over an edge.</param>
    /// <param name="ownKey">The key that the component itself has, which is asked first.</param>
    /// <param name="host">The run.</param>
    /// <param name="cancellationToken">The run's.</param>
    /// <exception cref="ComponentException">There is no such provider, or no key.</exception>
    public static async ValueTask<ModelConnection> FindAsync(
        string provider,
        string? baseUrl,
        SecretReference? reference,
        Secret? ownKey,
        IComponentHost host,
        CancellationToken cancellationToken)
    {
        var known = ModelProvider.Find(provider);
        var name = known.NewerName is { } newer && host.FindProvider(provider) is null ? newer : provider;
        var settings = host.FindProvider(name);
        var url = known.FindUrl(settings);
        var endpoint = string.IsNullOrWhiteSpace(baseUrl) ? url : known.ReadUrl(baseUrl);
        if (endpoint is null)
        {
            throw known.IsMissing();
        }

        var key = Clean(known, ownKey?.Reveal());
        if (key is null && ownKey is null && reference is not null)
        {
            key = Clean(known, await host.FindSecretAsync(reference, cancellationToken));
        }

        if (key is null && known.NeedsKey)
        {
            key = Clean(known, await host.FindVariableAsync(reference?.Variable ?? known.KeyVariable, "api_key", cancellationToken));
        }

        // The server's own key goes only where the server's owner sends it, not to an address that a flow names. The provider's client, which
        // may reach a private address, calls nobody else either.
        var isOwn = endpoint == url;
        key ??= isOwn ? Clean(known, settings?.ApiKey) : null;
        return key is null && known.NeedsKey
            ? throw known.NeedsAKey()
            : new ModelConnection(known, endpoint, key, isOwn ? name : Elsewhere, host);
    }

    /// <summary>What a client of the package needs to know.</summary>
    public OpenAIClientOptions ToOptions(TimeSpan timeout, int maxRetries) => new()
    {
        Endpoint = Endpoint,
        NetworkTimeout = timeout,
        RetryPolicy = new ModelRetries(maxRetries, _host.Clock),
        // The transport is not disposed either: the client is the host's.
        Transport = new HttpClientPipelineTransport(_host.CreateHttpClient(_client)),
    };

    /// <summary>A text without the key, should the provider have put it there.</summary>
    public string Mask(string text) => _key is null ? text : text.Replace(_key, "***", StringComparison.OrdinalIgnoreCase);

    // Line breaks come with keys that were read from files. A header takes nothing but printable ASCII, and says in its error what it got.
    private static string? Clean(ModelProvider provider, string? key)
    {
        var text = key?.Trim();
        return string.IsNullOrEmpty(text) ? null
            : text.All(character => character is > ' ' and <= '~') ? text
            : throw new ComponentException($"The API key for {provider.Name} has characters that no key has.");
    }
}
