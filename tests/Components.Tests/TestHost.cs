using System.Collections.Concurrent;
using System.Collections.Immutable;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components;

/// <summary>The run around a component in a test: everything in memory, everything recorded.</summary>
internal sealed class TestHost : IComponentHost, IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero });

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Variables by name.</summary>
    public ConcurrentDictionary<string, string> Variables { get; } = [];

    /// <summary>Secrets of other vertices, as "vertex.field".</summary>
    public ConcurrentDictionary<string, string> Secrets { get; } = [];

    public ConcurrentDictionary<string, ProviderSettings> Providers { get; } = [];

    /// <summary>The file store, by path.</summary>
    public ConcurrentDictionary<string, byte[]> Files { get; } = [];

    /// <summary>All stored messages as they are now, in the order in which they were first stored.</summary>
    public List<Message> Messages { get; } = [];

    /// <summary>Everything that a watcher was shown, in order: messages as "message: text", tokens as "token: text".</summary>
    public List<string> Shown { get; } = [];

    /// <summary>The names under which clients were asked for.</summary>
    public ConcurrentQueue<string> Clients { get; } = [];

    /// <summary>What happens when messages are read.</summary>
    public Action? OnRead { get; set; }

    /// <summary>What happens when a token has been sent.</summary>
    public Action? OnToken { get; set; }

    public HttpClient CreateHttpClient(string name)
    {
        Clients.Enqueue(name);
        return _http;
    }

    public ValueTask<string?> FindVariableAsync(string name, string field, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Variables.GetValueOrDefault(name));

    public ValueTask<string?> FindSecretAsync(SecretReference reference, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Secrets.GetValueOrDefault($"{reference.VertexId}.{reference.Field}"));

    public ProviderSettings? FindProvider(string provider) => Providers.GetValueOrDefault(provider);

    public ValueTask<Message> StoreMessageAsync(Message message, CancellationToken cancellationToken)
    {
        lock (Messages)
        {
            var stored = message with { Id = message.Id ?? Guid.CreateVersion7() };
            var index = Messages.FindIndex(each => each.Id == stored.Id);
            if (index >= 0)
            {
                Messages[index] = stored;
            }
            else
            {
                Messages.Add(stored);
            }

            Shown.Add($"message: {stored.Text}");
            return ValueTask.FromResult(stored);
        }
    }

    public ValueTask UpdateMessageAsync(Message message, CancellationToken cancellationToken)
    {
        lock (Messages)
        {
            Messages[Messages.FindIndex(each => each.Id == message.Id)] = message;
            return ValueTask.CompletedTask;
        }
    }

    public ValueTask SendTokenAsync(Guid messageId, string text, CancellationToken cancellationToken)
    {
        lock (Messages)
        {
            Shown.Add($"token: {text}");
        }

        OnToken?.Invoke();
        return ValueTask.CompletedTask;
    }

    public ValueTask RemoveMessageAsync(Guid messageId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (Messages)
        {
            Messages.RemoveAll(message => message.Id == messageId);
            Shown.Add("removed");
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<ImmutableArray<Message>> ReadMessagesAsync(MessageQuery query, CancellationToken cancellationToken)
    {
        OnRead?.Invoke();
        lock (Messages)
        {
            return ValueTask.FromResult<ImmutableArray<Message>>(
            [
                .. Messages
                    .Where(message => message.SessionId == query.SessionId && !message.Error
                        && (query.ContextId.Length == 0 || message.ContextId == query.ContextId)
                        && (query.Sender is null || message.Sender == query.Sender)
                        && (query.SenderName is null || message.SenderName == query.SenderName))
                    .TakeLast(query.Limit),
            ]);
        }
    }

    public ValueTask<Stream?> OpenFileAsync(string path, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Stream?>(Files.TryGetValue(path, out var content) ? new MemoryStream(content, writable: false) : null);

    public ValueTask DeleteFileAsync(string path, CancellationToken cancellationToken)
    {
        Files.TryRemove(path, out _);
        return ValueTask.CompletedTask;
    }

    public void Dispose() => _http.Dispose();
}
