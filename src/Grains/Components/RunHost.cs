using System.Collections.Immutable;
using SkillFlaw.Components;
using SkillFlaw.Grains.Builds;
using SkillFlaw.Grains.Recovery;
using SkillFlaw.Grains.Sessions;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Grains.Components;

/// <summary>The run around a component: its job, its session, its user's variables and files.</summary>
/// <param name="call">The vertex.</param>
/// <param name="scope">Whose run it is.</param>
/// <param name="grains">Gives the grains that it calls.</param>
/// <param name="services">What the components of this process share.</param>
/// <param name="here">The job's grain itself, where the component runs in its turns; null elsewhere.</param>
internal sealed class RunHost(VertexCall call, RunScope scope, IGrainFactory grains, RunServices services, IBuildJobGrain? here = null) : IComponentHost
{
    private readonly TaskScheduler _turns = TaskScheduler.Current;
    private int _messages;

    public TimeProvider Clock => services.Clock;

    /// <summary>Whether the component may have called another server.</summary>
    public bool HasReachedOut { get; private set; }

    // What a component has left its turns for calls the grain like everybody else.
    private IBuildJobGrain Job => here is not null && TaskScheduler.Current == _turns
        ? here
        : grains.GetGrain<IBuildJobGrain>(new JobKey(scope.TenantId, scope.JobId).ToString());

    // A flow may spell a provider's name in many ways, and the factory never forgets a name.
    public HttpClient CreateHttpClient(string name)
    {
        HasReachedOut = true;
        return services.Http.CreateClient(services.Providers.Spell(name));
    }

    public async ValueTask<string?> FindVariableAsync(string name, string field, CancellationToken cancellationToken) =>
        scope.Variables.TryGetValue(name, out var value)
            ? value
            : await services.Variables.FindAsync(scope.TenantId, scope.UserId, name, field, cancellationToken);

    public async ValueTask<string?> FindSecretAsync(SecretReference reference, CancellationToken cancellationToken)
    {
        var field = await Job.FindField(reference.VertexId, reference.Field);
        return field?.Value switch
        {
            TextValue { Value.Length: > 0 } name when field.IsVariable => await FindVariableAsync(name.Value, reference.Field, cancellationToken),
            TextValue { Value.Length: > 0 } text => text.Value,
            Message { Text.Length: > 0 } message => message.Text,
            _ => null,
        };
    }

    public ProviderSettings? FindProvider(string provider) => services.Providers.ByName.GetValueOrDefault(provider);

    public async ValueTask<Message> StoreMessageAsync(Message message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var stored = message.Id is null ? message with { Id = NewId() } : message;
        await Job.StoreMessage(stored, isNew: message.Id is null);
        return stored;
    }

    public async ValueTask UpdateMessageAsync(Message message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Job.UpdateMessage(message);
    }

    public async ValueTask SendTokenAsync(Guid messageId, string text, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Job.ShowToken(messageId, text);
    }

    public async ValueTask RemoveMessageAsync(Guid messageId, CancellationToken cancellationToken) => await Job.RemoveMessage(messageId);

    public async ValueTask<ImmutableArray<Message>> ReadMessagesAsync(MessageQuery query, CancellationToken cancellationToken)
    {
        if (query.SessionId.Length == 0 || query.Limit <= 0)
        {
            return [];
        }

        // What this run has said itself is to be among them.
        await Job.WhenStored();
        return await LostCalls.RepeatAsync(
            _ => grains
                .GetGrain<ISessionGrain>(new SessionKey(scope.TenantId, scope.FlowId, query.SessionId).ToString())
                .Read(new SessionQuery(query.ContextId, query.Sender, query.SenderName, query.Limit), cancellationToken),
            cancellationToken);
    }

    public ValueTask<Stream?> OpenFileAsync(string path, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Stream?>(services.Files.Open(scope.TenantId, path));

    public ValueTask DeleteFileAsync(string path, CancellationToken cancellationToken)
    {
        services.Files.Delete(scope.TenantId, path);
        return ValueTask.CompletedTask;
    }

    public void CountTokens(long tokens) => services.Gate.Spend(scope.TenantId, tokens);

    // A vertex that is executed again after a crash says the same things again, and in the same order.
    private Guid NewId() => scope.IsDurable
        ? MessageIds.Of(scope.JobId, call.VertexId, call.Execution, Interlocked.Increment(ref _messages))
        : Guid.CreateVersion7();
}
