using System.Collections.Immutable;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components;

/// <summary>What the run around a component does for it: the server's in a server, a test's in a test.</summary>
public interface IComponentHost
{
    /// <summary>The clock.</summary>
    TimeProvider Clock { get; }

    /// <summary>A client for outbound calls, with the server's rules about addresses. Not to be disposed.</summary>
    /// <param name="name">
    /// Who asks: a component type, or a model provider by the name that <see cref="FindProvider"/> knows. A provider's client reaches the address
    /// that the server's settings give it even where it is private. Every name is kept for good: none may come from a flow.
    /// </param>
    HttpClient CreateHttpClient(string name);

    /// <summary>The value of a variable of the run's user; null where there is none of that name.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="field">The field that it is for. A credential is refused in a field that is no secret.</param>
    /// <param name="cancellationToken">The run's.</param>
    /// <exception cref="ComponentException">The variable may not be used there.</exception>
    ValueTask<string?> FindVariableAsync(string name, string field, CancellationToken cancellationToken);

    /// <summary>The secret of another vertex of the run; null where it has none.</summary>
    ValueTask<string?> FindSecretAsync(SecretReference reference, CancellationToken cancellationToken);

    /// <summary>Where a provider listens and its key, from the server's settings; null where they say nothing.</summary>
    /// <param name="provider">The provider as the editor spells it.</param>
    ProviderSettings? FindProvider(string provider);

    /// <summary>Stores a message of the run's session, or replaces the one with its id, and shows it to whoever watches.</summary>
    /// <returns>The message as it is stored, with its id.</returns>
    ValueTask<Message> StoreMessageAsync(Message message, CancellationToken cancellationToken);

    /// <summary>Stores another state of a message that was stored before, and shows nothing: whoever watches has seen its tokens.</summary>
    ValueTask UpdateMessageAsync(Message message, CancellationToken cancellationToken);

    /// <summary>Sends a piece of the text of a stored message to whoever watches.</summary>
    ValueTask SendTokenAsync(Guid messageId, string text, CancellationToken cancellationToken);

    /// <summary>Takes back a stored message.</summary>
    ValueTask RemoveMessageAsync(Guid messageId, CancellationToken cancellationToken);

    /// <summary>The newest messages that match, oldest first.</summary>
    ValueTask<ImmutableArray<Message>> ReadMessagesAsync(MessageQuery query, CancellationToken cancellationToken);

    /// <summary>Opens a file of the run's user for reading; null where there is none.</summary>
    /// <param name="path">As fields have it: <c>flow id/name</c>.</param>
    /// <param name="cancellationToken">The run's.</param>
    ValueTask<Stream?> OpenFileAsync(string path, CancellationToken cancellationToken);

    /// <summary>Deletes a file of the run's user, if it is there.</summary>
    ValueTask DeleteFileAsync(string path, CancellationToken cancellationToken);

    /// <summary>A model has read and written so many tokens for the run. A host that limits nobody does nothing.</summary>
    void CountTokens(long tokens)
    {
    }
}

/// <summary>What the server's settings say of a model provider.</summary>
/// <param name="BaseUrl">Where it listens, or null.</param>
/// <param name="ApiKey">The key for all users, or null. Never shown to any of them.</param>
public sealed record ProviderSettings(Uri? BaseUrl, string? ApiKey);

/// <summary>Which messages to read.</summary>
public sealed record MessageQuery
{
    /// <summary>Only of this session; empty for none at all.</summary>
    public required string SessionId { get; init; }

    /// <summary>Only of this part of the session; empty for all.</summary>
    public string ContextId { get; init; } = "";

    /// <summary>Only from this sender; null for both.</summary>
    public string? Sender { get; init; }

    /// <summary>Only from this name; null for all.</summary>
    public string? SenderName { get; init; }

    /// <summary>At most so many, the newest.</summary>
    public int Limit { get; init; } = 10_000;
}
