using System.Collections.Immutable;
using SkillFlaw.Components;
using SkillFlaw.Grains.Components;
using SkillFlaw.Grains.Sessions;
using SkillFlaw.Graph;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Tweaks;
using SkillFlaw.Graph.Values;
using SkillFlaw.Storage;

namespace SkillFlaw.Grains.Builds;

/// <summary>
/// The work of one job: starts vertices as their inputs arrive, gathers their results, and keeps track of what is still being stored.
/// All of it happens in turns of the job's grain.
/// </summary>
internal sealed class JobRun : IDisposable
{
    private readonly RunOverlay _overlay;
    private readonly RunState _state;
    private readonly RunResults _results;
    private readonly RunScope _scope;
    private readonly ComponentCatalog _components;
    private readonly IGrainFactory _grains;
    private readonly RunOptions _options;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<Guid, (Task Stored, ISessionGrain Session)> _stores = [];
    private Exception? _failure;
    private int _executions;
    private int _running;

    public JobRun(RunOverlay overlay, RunScope scope, ComponentCatalog components, IGrainFactory grains, RunOptions options)
    {
        _overlay = overlay;
        _state = new RunState(RunPlan.ForRun(overlay.Graph));
        _results = new RunResults(overlay, _state, new RunIdentity(scope.JobId.ToString(), scope.FlowId.ToString(), overlay.SessionId));
        _scope = scope;
        _components = components;
        _grains = grains;
        _options = options;
    }

    /// <summary>Complete once the run has ended or is being given up.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>The vertex whose failure is the run's; null where the run goes well, or where a limit or the caller ends it.</summary>
    public Vertex? FailedVertex { get; private set; }

    /// <summary>Runs to the end.</summary>
    /// <returns>What a vertex gave, for each that has run.</returns>
    /// <exception cref="RunFailedException">A vertex failed, or a limit was reached.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<RunResults> ExecuteAsync(CancellationToken cancellationToken)
    {
        _stop.CancelAfter(_options.MaxDuration);
        await using var givenUp = cancellationToken.Register(_stop.Cancel);
        await using var stopping = _stop.Token.Register(() => _stopped.TrySetResult());
        if (_overlay.SessionId.Length > 0 && !_overlay.Graph.WithField("session_id").IsEmpty)
        {
            // Its messages are sent without waiting for each other.
            await Session(_overlay.SessionId).Open();
        }

        Start(_state.Start());
        EndIfIdle();
        await _ended.Task;
        var isCutShort = _stop.IsCancellationRequested;
        _stopped.TrySetResult();

        // Even of a run that failed nothing may still be on its way when the caller hears of it.
        await Task.WhenAll(_stores.Values.Select(store => store.Stored));
        cancellationToken.ThrowIfCancellationRequested();
        return isCutShort ? throw Failed() : _results;
    }

    /// <summary>Called once nothing runs any more.</summary>
    public void Dispose() => _stop.Dispose();

    /// <summary>Begins to store a message; the end of the run waits for it.</summary>
    /// <param name="message">The message, with its id.</param>
    /// <param name="isNew">False for another state of one that was stored before.</param>
    public void Store(Message message, bool isNew)
    {
        _stop.Token.ThrowIfCancellationRequested();
        var id = message.Id!.Value;
        var session = Session(message.SessionId);

        // One after the other, so that a later text of a message never loses to an earlier one.
        _stores[id] = (After(_stores.GetValueOrDefault(id).Stored, () => isNew ? session.Add(message) : session.Replace(message)), session);
    }

    /// <summary>Begins to take back a message, also in a run that is being given up.</summary>
    public void Remove(Guid messageId)
    {
        var (before, known) = _stores.GetValueOrDefault(messageId);
        var session = known ?? Session(_overlay.SessionId);
        _stores[messageId] = (After(before, () => session.Remove(messageId)), session);
    }

    /// <summary>What a field of a vertex holds, or null.</summary>
    public CallParameter? FindField(string vertexId, string field) =>
        _overlay.Graph.Find(vertexId) is { } vertex ? _results.ParameterOf(vertex, field) : null;

    private static async Task After(Task? before, Func<Task> next)
    {
        if (before is not null)
        {
            await before;
        }

        await next();
    }

    private ISessionGrain Session(string sessionId) =>
        _grains.GetGrain<ISessionGrain>(new SessionKey(_scope.TenantId, _scope.FlowId, sessionId).ToString());

    private void Start(ImmutableArray<int> vertices)
    {
        foreach (var index in vertices)
        {
            if (++_executions > _options.MaxExecutions)
            {
                _failure ??= new ComponentException($"The run executed more than {_options.MaxExecutions} vertices.");
                _stop.Cancel();
                return;
            }

            _running++;
            _ = RunAsync(_overlay.Graph.Vertices[index]);
        }
    }

    private async Task RunAsync(Vertex vertex)
    {
        try
        {
            // Not given up when the run is: the component is told, and what it still does to clean up belongs to the run.
            var result = await ComponentOf(vertex).Execute(_results.CallOf(vertex), _scope);
            _results.Set(vertex.Index, result);
            _running--;
            if (!_stop.IsCancellationRequested)
            {
                Start(_state.Finish(vertex.Index, result.Changes));
            }
        }
        catch (Exception failure)
        {
            _running--;

            // The first failure counts; what else ends because of it, or because the run is given up, is no news.
            if (!_stop.IsCancellationRequested)
            {
                _failure = failure;
                FailedVertex = vertex;
                await _stop.CancelAsync();
            }
        }

        EndIfIdle();
    }

    // Whatever a flow calls its types, there are not more grains than components.
    private IComponentGrain ComponentOf(Vertex vertex) => _grains.GetGrain<IComponentGrain>(
        _components.Contains(vertex.Definition.Type) ? vertex.Definition.Type : "unknown");

    private void EndIfIdle()
    {
        if (_running == 0)
        {
            _ended.TrySetResult();
        }
    }

    private RunFailedException Failed() => _failure switch
    {
        VertexFailedException or ComponentException => new RunFailedException($"Error running graph: {_failure.Message}", _failure),
        StorageUnavailableException => new RunFailedException(_failure.Message, _failure) { IsTemporary = true },
        _ when StorageFailure.IsUnavailable(_failure) =>
            new RunFailedException("The database is not available at the moment.", _failure) { IsTemporary = true },
        null => new RunFailedException($"Error running graph: the run took longer than {_options.MaxDuration}.", new TimeoutException()),
        _ => new RunFailedException("Error running graph: an unexpected error occurred.", _failure),
    };
}
