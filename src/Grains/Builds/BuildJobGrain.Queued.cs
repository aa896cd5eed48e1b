using Microsoft.Extensions.Logging;
using SkillFlaw.Components;
using SkillFlaw.Grains.Flows;
using SkillFlaw.Grains.Recovery;
using SkillFlaw.Graph.Flows;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Tweaks;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Journals;

namespace SkillFlaw.Grains.Builds;

// A job of the queue: its queue tries it until it ends.
internal sealed partial class BuildJobGrain
{
    private QueuedRun? _queued;
    private JobEvents? _events;

    public async Task<JobOutcome> Try(JobRequest request, CancellationToken cancellationToken)
    {
        if (_hasBegun)
        {
            return new JobOutcome { End = JobEnd.Interrupted };
        }

        _hasBegun = true;
        _events = request.IsFollowed ? new JobEvents(GrainFactory.GetGrain<IFlowEventsGrain>(new FlowKey(Key.TenantId, request.FlowId).ToString()), Key.JobId, clock) : null;
        var outcome = await TryAsFarAsItGoesAsync(request, cancellationToken);
        await (_events?.EndAsync(outcome) ?? Task.CompletedTask);
        return outcome;
    }

    private async Task<JobOutcome> TryAsFarAsItGoesAsync(JobRequest request, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        try
        {
            return await TryAsync(request, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Stopped(cancellationToken);
        }
        catch (InvalidFlowException failure)
        {
            return Failed($"Error while creating graph from payload: {failure.Message}");
        }
        catch (Exception failure) when (failure is RunFailedException or FormatException)
        {
            return Failed(failure.Message);
        }
        catch (RowRefusedException failure)
        {
            LogJobInterrupted(failure, Key.JobId);
            return new JobOutcome { End = JobEnd.Interrupted };
        }
        catch (Exception failure) when (LostCalls.IsInterruption(failure) || StorageFailure.IsUnavailable(failure))
        {
            LogJobInterrupted(failure, Key.JobId);
            return new JobOutcome { End = JobEnd.Interrupted, MayPass = true };
        }
        catch (Exception failure)
        {
            LogRunFailed(failure, Key.JobId, request.FlowId);
            return Failed("An unexpected error occurred.");
        }
        finally
        {
            DeactivateOnIdle();
        }
    }

    private async Task<JobOutcome> TryAsync(JobRequest request, CancellationToken cancellationToken)
    {
        var key = Key;
        var graph = await graphs.GetAsync(new FlowKey(key.TenantId, request.FlowId), request.FlowVersion, cancellationToken);
        var scope = new RunScope(key.TenantId, key.JobId, request.FlowId, request.UserId, request.Variables, IsDurable: true);
        var checkpoints = queuedRuns.CheckpointsOf(key);
        var before = request.WasTried ? await checkpoints.ReadAsync(cancellationToken) : [];
        _events?.Start(graph);
        _queued = new QueuedRun(
            RunOverlay.Create(graph, request.Inputs), scope, request.WasTried, checkpoints, _events, this, builds.Parts);
        if (await _queued.ExecuteAsync(before, cancellationToken) is { } results)
        {
            return new JobOutcome { End = JobEnd.Succeeded, Answer = QueuedRuns.AnswerOf(request, graph, results) };
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (_queued.GivenUpFor is { } passing && (passing is RowRefusedException || LostCalls.IsInterruption(passing) || StorageFailure.IsUnavailable(passing)))
        {
            throw passing;
        }

        return await FailAsync(_queued, request, scope);
    }

    private async Task<JobOutcome> FailAsync(QueuedRun run, JobRequest request, RunScope scope)
    {
        await run.KeepAsync();
        var failure = run.GivenUpFor;
        if (run.FailedVertex is not { } vertex)
        {
            return Failed(failure is ComponentException
                ? $"Error running graph: {failure.Message}"
                : $"Error running graph: the run took longer than {options.Value.MaxDuration}.");
        }

        var known = failure as VertexFailedException;
        if (known is null)
        {
            LogRunFailed(failure!, scope.JobId, scope.FlowId);
            known = new VertexFailedException(vertex.Id, vertex.Definition.DisplayName, "An unknown error occurred.", failure);
        }

        await queuedRuns.RecordAsync(vertex, run.FailedCall, known, scope);
        if (request.Inputs.SessionId.Length > 0 && (request.IsLastTry || !known.MayPass))
        {
            var id = MessageIds.Of(scope.JobId, vertex.Id, run.FailedExecution, MessageIds.Failure);
            await StoreErrorAsync(
                ErrorMessage.Of(vertex, known, scope.FlowId, request.Inputs.SessionId, clock.GetUtcNow()) with { Id = id }, scope);
        }

        return Failed($"Error running graph: {known.Message}") with { VertexId = vertex.Id, MayPass = known.MayPass };
    }

    // Somebody wants this job to stop; or the node may not go on with it, or is being stopped, and whoever comes next does.
    private JobOutcome Stopped(CancellationToken cancellationToken) => new()
    {
        End = cancellationToken.IsCancellationRequested || builds.Node.Lease.IsCancellationRequested ? JobEnd.Interrupted : JobEnd.Cancelled,
    };

    private static JobOutcome Failed(string error) => new() { End = JobEnd.Failed, Error = error };

    [LoggerMessage(LogLevel.Warning, "Job {JobId} is interrupted")]
    private partial void LogJobInterrupted(Exception exception, Guid jobId);
}
