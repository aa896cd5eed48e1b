using System.Collections.Immutable;
using System.Net;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.LanguageModels;

/// <summary>A run that only notes which addresses would be called, and lets each call fail. It has every variable.</summary>
internal sealed class CallingHost(Exception? failure = null) : HttpMessageHandler, IComponentHost
{
    public List<string> Called { get; } = [];

    public TimeProvider Clock => TimeProvider.System;

    public HttpClient CreateHttpClient(string name) => new(this);

    public ValueTask<string?> FindVariableAsync(string name, string field, CancellationToken cancellationToken) => ValueTask.FromResult<string?>("a-key");

    public ValueTask<string?> FindSecretAsync(SecretReference reference, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);

    public ProviderSettings? FindProvider(string provider) => null;

    public ValueTask<Message> StoreMessageAsync(Message message, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask UpdateMessageAsync(Message message, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask SendTokenAsync(Guid messageId, string text, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask RemoveMessageAsync(Guid messageId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<ImmutableArray<Message>> ReadMessagesAsync(MessageQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Stream?> OpenFileAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DeleteFileAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException();

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Called.Add(request.RequestUri!.ToString());
        return failure is null ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound)) : Task.FromException<HttpResponseMessage>(failure);
    }
}
