using System.Collections.Immutable;
using SkillFlaw.Components;
using SkillFlaw.Grains.Components;
using SkillFlaw.Graph;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Tweaks;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Grains.Builds;

/// <summary>
/// The work of one job: starts vertices as their inputs arrive and gathers their results. What a result or a failure means is said by the
/// kind of job. All of it happens in turns of the job's grain.
/// </summary>
internal abstract class JobRun : IDisposable
{
    // In one turn of the job's grain so many vertices are executed; then whoever calls it has its turn.
    private const int MostInTurn = 8;

    private readonly JobParts _parts;
    private readonly IBuildJobGrain? _job;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new();
    private readonly Queue<int> _ready = [];
    private CancellationTokenSource? _stopHere;
    private TaskCompletionSource? _stopped;
    private bool _isBeginning;
    private int _executions;
    private int _here;
    private int _running;

    /// <summary>A run that has not begun.</summary>
    /// <param name="overlay">The flow with what the request changes of it.</param>
    /// <param name="plan">What runs of it.</param>
    /// <param name="scope">Whose run it is.</param>
    /// <param name="mayExist">Whether its messages may be stored already.</param>
    /// <param name="job">The job's grain, where vertices that run alone run in its turns; null where all of them run in grains of their own.</param>
    /// <param name="parts">What every job works with.</param>
    protected JobRun(RunOverlay overlay, RunPlan plan, RunScope scope, bool mayExist, IBuildJobGrain? job, JobParts parts)
    {
        Overlay = overlay;
        State = new RunState(plan);
        Results = new RunResults(overlay, State, new RunIdentity(scope.JobId.ToString(), scope.FlowId.ToString(), overlay.SessionId));
        Scope = scope;
        Messages = new RunMessages(parts.Grains, scope, overlay.SessionId, mayExist, parts.Left);
        Options = parts.Options;
        _parts = parts;
        _job = job;
    }

    /// <summary>Complete once the run has ended or is being given up.</summary>
    public Task Stopped
    {
        get
        {
            var stopped = LazyInitializer.EnsureInitialized(
                ref _stopped, static () => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            if (IsStopping || _ended.Task.IsCompleted)
            {
                stopped.TrySetResult();
            }

            return stopped.Task;
        }
    }

    protected RunOverlay Overlay { get; }

    protected RunState State { get; }

    protected RunResults Results { get; }

    protected RunScope Scope { get; }

    protected RunMessages Messages { get; }

    protected RunOptions Options { get; }

    /// <summary>Why the run is given up, where nobody asked for it and it did not take too long.</summary>
    protected Exception? Failure { get; private set; }

    /// <summary>Whether the run is being given up.</summary>
    protected bool IsStopping => _stop.IsCancellationRequested;

    /// <summary>Called once nothing runs any more.</summary>
    public void Dispose()
    {
        _stopHere?.Dispose();
        _stop.Dispose();
    }

    /// <summary>Begins to store a message; the end of its vertex waits for it.</summary>
    /// <param name="message">The message, with its id.</param>
    /// <param name="isNew">False for another state of one that was stored before.</param>
    public virtual void Store(Message message, bool isNew)
    {
        _stop.Token.ThrowIfCancellationRequested();
        Messages.Store(message, isNew);
        SendUnlessBeginning();
    }

    /// <summary>Begins to take back a message, also in a run that is being given up.</summary>
    public void Remove(Guid messageId)
    {
        Messages.Remove(messageId);
        SendUnlessBeginning();
    }

    /// <summary>Complete once the messages so far are stored.</summary>
    public Task WhenStored() => Messages.WhenStored();

    /// <summary>What a field of a vertex holds, or null.</summary>
    public CallParameter? FindField(string vertexId, string field) =>
        Overlay.Graph.Find(vertexId) is { } vertex ? Results.ParameterOf(vertex, field) : null;

    /// <summary>Runs some vertices and all that comes of them.</summary>
    /// <returns>True once nothing is left to run; false when the run was given up, and nothing runs any more.</returns>
    protected async Task<bool> DriveAsync(ImmutableArray<int> first, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return false;
        }

        Begin(first);
        EndIfIdle();
        if (!_ended.Task.IsCompleted)
        {
            await WaitAsync(limit, cancellationToken);
        }

        var isWhole = !_stop.IsCancellationRequested;
        _stopped?.TrySetResult();
        return isWhole;
    }

    /// <summary>Runs a vertex, and says with <see cref="Leave"/> what comes of it.</summary>
    protected abstract Task RunAsync(Vertex vertex);

    /// <summary>
    /// Executes a vertex. Not given up when the run is: the component is told, and what it still does to clean up belongs to the run. One that is
    /// alone is executed here, which saves the way to a grain and back; where branches run side by side, each has a grain of its own.
    /// </summary>
    protected Task<VertexResult> Execute(Vertex vertex, VertexCall call) => _job is null || _running > 1 || _ready.Count > 0
        ? ComponentOf(vertex).Execute(call, Scope)
        : ++_here % MostInTurn == 0
            ? ExecuteNextTurnAsync(call, _job)
            : ExecuteHere(call, _job);

    /// <summary>A vertex is done with; others may start.</summary>
    protected void Leave(ImmutableArray<int> next)
    {
        _running--;
        if (!IsStopping)
        {
            Begin(next);
        }

        EndIfIdle();
    }

    /// <summary>Gives the run up. The first failure counts: what else ends because of it is no news.</summary>
    protected void GiveUp(Exception failure)
    {
        if (!IsStopping)
        {
            Failure = failure;
            _stop.Cancel();
        }
    }

    // Not by recursion: a loop may go on for as long as it likes without ever waiting for anything.
    private void Begin(ImmutableArray<int> vertices)
    {
        foreach (var index in vertices)
        {
            _ready.Enqueue(index);
        }

        if (_isBeginning)
        {
            return;
        }

        _isBeginning = true;
        while (!IsStopping && _ready.TryDequeue(out var index))
        {
            if (++_executions > Options.MaxExecutions)
            {
                GiveUp(new ComponentException($"The run executed more than {Options.MaxExecutions} vertices."));
                break;
            }

            _running++;
            _ = RunAsync(Overlay.Graph.Vertices[index]);
        }

        _ready.Clear();
        _isBeginning = false;
        Messages.Send();
    }

    // What vertices say that are executed in one turn is stored together.
    private void SendUnlessBeginning()
    {
        if (!_isBeginning)
        {
            Messages.Send();
        }
    }

    private async Task WaitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        _stop.CancelAfter(limit);
        await using var givenUp = cancellationToken.Register(_stop.Cancel);
        await using var stopping = _stop.Token.Register(() => _stopped?.TrySetResult());
        await _ended.Task;
    }

    private async Task<VertexResult> ExecuteNextTurnAsync(VertexCall call, IBuildJobGrain job)
    {
        await Task.Yield();
        return await ExecuteHere(call, job);
    }

    private Task<VertexResult> ExecuteHere(VertexCall call, IBuildJobGrain job)
    {
        if (_stopHere is null or { IsCancellationRequested: true })
        {
            _stopHere?.Dispose();
            _stopHere = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        }

        var host = new RunHost(call, Scope, _parts.Grains, _parts.Services, job);
        var execution = _parts.Executor.ExecuteAsync(call, host, _stopHere.Token);
        return execution.IsCompletedSuccessfully && !host.HasReachedOut ? execution : FinishHereAsync(execution, call, host, _stopHere);
    }

    private async Task<VertexResult> FinishHereAsync(Task<VertexResult> execution, VertexCall call, RunHost host, CancellationTokenSource stop)
    {
        if (!execution.IsCompleted)
        {
            stop.CancelAfter(Options.MaxVertexDuration);
        }

        try
        {
            var result = await execution;
            return host.HasReachedOut ? result with { HasReachedOut = true } : result;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !IsStopping)
        {
            throw ComponentGrain.TookTooLong(call, Options);
        }
        finally
        {
            stop.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    // Whatever a flow calls its types, there are not more grains than components.
    private IComponentGrain ComponentOf(Vertex vertex) => _parts.Grains.GetGrain<IComponentGrain>(
        _parts.Components.Contains(vertex.Definition.Type) ? vertex.Definition.Type : "unknown");

    private void EndIfIdle()
    {
        if (_running == 0 && _ready.Count == 0)
        {
            _ended.TrySetResult();
        }
    }
}

/// <summary>What every job works with.</summary>
internal sealed record JobParts(
    ComponentCatalog Components, VertexExecutor Executor, RunServices Services, IGrainFactory Grains, RunOptions Options, CancellationToken Left);
