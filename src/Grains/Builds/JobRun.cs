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
    private readonly ComponentCatalog _components;
    private readonly IGrainFactory _grains;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _executions;
    private int _running;

    protected JobRun(RunOverlay overlay, RunPlan plan, RunScope scope, bool mayExist, JobParts parts)
    {
        Overlay = overlay;
        State = new RunState(plan);
        Results = new RunResults(overlay, State, new RunIdentity(scope.JobId.ToString(), scope.FlowId.ToString(), overlay.SessionId));
        Scope = scope;
        Messages = new RunMessages(parts.Grains, scope, mayExist, parts.Left);
        Options = parts.Options;
        _components = parts.Components;
        _grains = parts.Grains;
    }

    /// <summary>Complete once the run has ended or is being given up.</summary>
    public Task Stopped => _stopped.Task;

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
    public void Dispose() => _stop.Dispose();

    /// <summary>Begins to store a message; the end of its vertex waits for it.</summary>
    /// <param name="message">The message, with its id.</param>
    /// <param name="isNew">False for another state of one that was stored before.</param>
    public virtual void Store(Message message, bool isNew)
    {
        _stop.Token.ThrowIfCancellationRequested();
        Messages.Store(message, isNew);
    }

    /// <summary>Begins to take back a message, also in a run that is being given up.</summary>
    public void Remove(Guid messageId) => Messages.Remove(messageId, Overlay.SessionId);

    /// <summary>What a field of a vertex holds, or null.</summary>
    public CallParameter? FindField(string vertexId, string field) =>
        Overlay.Graph.Find(vertexId) is { } vertex ? Results.ParameterOf(vertex, field) : null;

    /// <summary>Runs some vertices and all that comes of them.</summary>
    /// <returns>True once nothing is left to run; false when the run was given up, and nothing runs any more.</returns>
    protected async Task<bool> DriveAsync(ImmutableArray<int> first, TimeSpan limit, CancellationToken cancellationToken)
    {
        _stop.CancelAfter(limit);
        await using var givenUp = cancellationToken.Register(_stop.Cancel);
        await using var stopping = _stop.Token.Register(() => _stopped.TrySetResult());
        if (Overlay.SessionId.Length > 0 && !Overlay.Graph.WithField("session_id").IsEmpty)
        {
            await Messages.OpenAsync(Overlay.SessionId);
        }

        Begin(first);
        EndIfIdle();
        await _ended.Task;
        var isWhole = !_stop.IsCancellationRequested;
        _stopped.TrySetResult();
        return isWhole;
    }

    /// <summary>Runs a vertex, and says with <see cref="Leave"/> what comes of it.</summary>
    protected abstract Task RunAsync(Vertex vertex);

    /// <summary>Executes a vertex. Not given up when the run is: the component is told, and what it still does to clean up belongs to the run.</summary>
    protected Task<VertexResult> Execute(Vertex vertex, VertexCall call) => ComponentOf(vertex).Execute(call, Scope);

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

    private void Begin(ImmutableArray<int> vertices)
    {
        foreach (var index in vertices)
        {
            if (++_executions > Options.MaxExecutions)
            {
                GiveUp(new ComponentException($"The run executed more than {Options.MaxExecutions} vertices."));
                return;
            }

            _running++;
            _ = RunAsync(Overlay.Graph.Vertices[index]);
        }
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
}

/// <summary>What every job works with.</summary>
internal sealed record JobParts(ComponentCatalog Components, IGrainFactory Grains, RunOptions Options, CancellationToken Left);
