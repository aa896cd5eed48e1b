using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SkillFlaw.Components;
using SkillFlaw.Grains.Flows;
using SkillFlaw.Grains.Recovery;
using SkillFlaw.Grains.Sessions;
using SkillFlaw.Graph.Flows;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Tweaks;
using SkillFlaw.Graph.Values;
using SkillFlaw.Graph.Wire;
using SkillFlaw.Storage;

namespace SkillFlaw.Grains.Builds;

// A run: it lives and dies with its caller.
internal sealed partial class BuildJobGrain
{
    // A watcher that falls so far behind makes the components wait: the only watcher of a run is its caller.
    private const int WatcherBacklog = 1_024;

    private PlainRun? _run;
    private ChannelWriter<RunEvent>? _watcher;

    public async Task<RunOutcome> Run(RunRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(request, cancellationToken);
        }
        finally
        {
            // A run is over with its answer; nothing of it is asked for again.
            if (_watcher is null)
            {
                DeactivateOnIdle();
            }
        }
    }

    private async Task<RunOutcome> RunAsync(RunRequest request, CancellationToken cancellationToken)
    {
        // Noted before anything is awaited: the calls of a watcher interleave with others.
        if (_hasBegun)
        {
            // One that was given up a moment ago may be asked for again; then it begins anew once that is over.
            throw new RunFailedException("The run has begun already.") { IsTemporary = request.IsDurable };
        }

        _hasBegun = true;
        var key = Key;
        try
        {
            var graph = await graphs.GetAsync(new FlowKey(key.TenantId, request.FlowId), request.FlowVersion, cancellationToken);
            var scope = new RunScope(key.TenantId, key.JobId, request.FlowId, request.UserId, request.Variables, request.IsDurable);
            _run = new PlainRun(
                RunOverlay.Create(graph, request.Inputs), scope, request.WasTried, this, builds.Parts);
            var results = await ExecuteAsync(_run, scope, request.Inputs.SessionId, cancellationToken);
            return request.IsWorkflow
                ? new RunOutcome(request.Inputs.SessionId, []) { WorkflowOutputs = WorkflowJson.OutputsOf(graph, results) }
                : new RunOutcome(request.Inputs.SessionId, ChosenOutputs.Of(graph, results, request));
        }
        catch (InvalidFlowException failure)
        {
            throw new RunFailedException($"Error while creating graph from payload: {failure.Message}", failure) { IsOfFlow = true };
        }
        catch (RunFailedException failure) when (failure.InnerException is null or VertexFailedException or ComponentException)
        {
            throw;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogRunFailed(failure, key.JobId, request.FlowId);
            throw failure switch
            {
                RunFailedException => failure,
                StorageUnavailableException => new RunFailedException(failure.Message, failure) { IsTemporary = true },
                _ when StorageFailure.IsUnavailable(failure) =>
                    new RunFailedException("The database is not available at the moment.", failure) { IsTemporary = true },
                _ => new RunFailedException("Error running graph: an unexpected error occurred.", failure),
            };
        }
    }

    public async IAsyncEnumerable<RunEvent> Watch(RunRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_hasBegun)
        {
            yield return new RunFailed("The run has begun already.", request.IsDurable);
            yield break;
        }

        var events = Channel.CreateBounded<RunEvent>(WatcherBacklog);
        _watcher = events.Writer;
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = RunIntoAsync(request, events.Writer, left.Token);
        try
        {
            await foreach (var each in events.Reader.ReadAllAsync(cancellationToken))
            {
                yield return each;
            }
        }
        finally
        {
            // Whoever stops watching a run has given it up.
            await left.CancelAsync();
            events.Writer.TryComplete();
            await running;
            DeactivateOnIdle();
        }
    }

    private async Task<RunResults> ExecuteAsync(PlainRun run, RunScope scope, string sessionId, CancellationToken cancellationToken)
    {
        try
        {
            return await run.ExecuteAsync(cancellationToken);
        }
        catch (RunFailedException failure) when (run.FailedVertex is not null && sessionId.Length > 0
            && !failure.IsTemporary && !cancellationToken.IsCancellationRequested)
        {
            var error = ErrorMessage.Of(run.FailedVertex, failure.InnerException, scope.FlowId, sessionId, clock.GetUtcNow());
            await StoreErrorAsync(
                scope.IsDurable
                    ? error with { Id = MessageIds.Of(scope.JobId, run.FailedVertex.Id, run.FailedExecution, MessageIds.Failure) }
                    : error,
                scope);
            throw;
        }
    }

    // All other messages of the run are stored by now, and nothing of it runs any more: this is the last one.
    private async Task StoreErrorAsync(Message error, RunScope scope)
    {
        try
        {
            var key = new SessionKey(scope.TenantId, scope.FlowId, error.SessionId);
            var session = GrainFactory.GetGrain<ISessionGrain>(key.ToString());

            // One that may be there already takes its own place.
            await LostCalls.RepeatAsync(
                isAgain => session.Change([SessionChange.Of(scope.IsDurable || isAgain ? SessionChangeKind.Put : SessionChangeKind.Add, error)]),
                builds.Node.Left);
        }
        catch (Exception failure)
        {
            // The caller is to hear why the component failed, whatever goes wrong here.
            LogErrorNotStored(failure, scope.JobId, scope.FlowId);
            return;
        }

        await ShowAsync(new ErrorShown(error));
    }

    private async Task RunIntoAsync(RunRequest request, ChannelWriter<RunEvent> events, CancellationToken cancellationToken)
    {
        RunEvent last;
        try
        {
            last = new RunEnded(await RunAsync(request, cancellationToken));
        }
        catch (RunFailedException failure)
        {
            last = new RunFailed(failure.Message, failure.IsTemporary);
        }
        catch (OperationCanceledException)
        {
            events.TryComplete();
            return;
        }

        // The watcher may have left in the meantime.
        try
        {
            await events.WriteAsync(last, cancellationToken);
        }
        catch (Exception failure) when (failure is OperationCanceledException or ChannelClosedException)
        {
        }

        events.TryComplete();
    }

    private async Task ShowAsync(RunEvent shown)
    {
        _events?.Show(shown);
        if (_watcher is null)
        {
            return;
        }

        try
        {
            await _watcher.WriteAsync(shown);
        }
        catch (ChannelClosedException)
        {
            // Nobody watches any more, and the run is being given up.
        }
    }

    [LoggerMessage(LogLevel.Error, "Run {JobId} of flow {FlowId} failed")]
    private partial void LogRunFailed(Exception exception, Guid jobId, Guid flowId);

    [LoggerMessage(LogLevel.Warning, "The error message of run {JobId} of flow {FlowId} could not be stored")]
    private partial void LogErrorNotStored(Exception exception, Guid jobId, Guid flowId);
}
