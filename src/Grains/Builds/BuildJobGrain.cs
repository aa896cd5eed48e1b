using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SkillFlaw.Grains.Tenants;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;
using SkillFlaw.Graph.Wire;

namespace SkillFlaw.Grains.Builds;

/// <summary>Runs or builds one flow once: what the components of it call is here, the two ways to run it beside.</summary>
internal sealed partial class BuildJobGrain(
    FlowGraphs graphs,
    BuildJobs builds,
    QueuedRuns queuedRuns,
    ITenantGate gate,
    IOptions<RunOptions> options,
    TimeProvider clock,
    ILogger<BuildJobGrain> logger)
    : Grain, IBuildJobGrain, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private JobKey? _key;
    private bool _hasBegun;

    public async Task StoreMessage(Message message, bool isNew)
    {
        Current.Store(message, isNew);
        await (_build?.Run is { } build
            ? build.ShowAsync(writer => BuildEventJson.WriteMessage(writer, message))
            : ShowAsync(new MessageStored(message)));
    }

    public Task UpdateMessage(Message message)
    {
        Current.Store(message, isNew: false);
        return Task.CompletedTask;
    }

    public Task ShowToken(Guid messageId, string text) => _build?.Run is { } build
        ? build.ShowAsync(writer => BuildEventJson.WriteToken(writer, messageId, text))
        : ShowAsync(new TokenShown(messageId, text));

    public async Task RemoveMessage(Guid messageId)
    {
        if (_build?.Run is { KeepsMessages: true })
        {
            return;
        }

        Current.Remove(messageId);
        await (_build?.Run is { } build
            ? build.ShowAsync(writer => BuildEventJson.WriteRemoveMessage(writer, messageId))
            : ShowAsync(new MessageRemoved(messageId)));
    }

    public Task<bool> IsAtWork()
    {
        if (!_hasBegun)
        {
            // It was only woken to be asked.
            DeactivateOnIdle();
        }

        return Task.FromResult(_hasBegun);
    }

    public Task WhenStored() => Current.WhenStored();

    public Task WhenStopped() => Job?.Stopped ?? Task.CompletedTask;

    public Task<CallParameter?> FindField(string vertexId, string field) => Task.FromResult(Current.FindField(vertexId, field));

    public void Dispose()
    {
        _run?.Dispose();
        _queued?.Dispose();
        _build?.Dispose();
        _stopping.Dispose();
    }

    private JobRun? Job => (JobRun?)_build?.Run ?? (JobRun?)_queued ?? _run;

    // Its silo is gone, or has lost it: whoever calls belongs to an execution that is given up.
    private JobRun Current => Job ?? throw new SiloUnavailableException("The run is not here.");

    private JobKey Key => _key ??= JobKey.Parse(this.GetPrimaryKeyString());
}
