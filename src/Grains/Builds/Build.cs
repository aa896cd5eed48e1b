using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using SkillFlaw.Graph;
using SkillFlaw.Graph.Flows;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Tweaks;
using SkillFlaw.Graph.Wire;
using SkillFlaw.Storage.Jobs;

namespace SkillFlaw.Grains.Builds;

/// <summary>One build, as the grain of its job has it: to execute it, or only to read its events. All of it happens in turns of that grain.</summary>
/// <param name="jobs">Where it comes from.</param>
/// <param name="key">Its key.</param>
/// <param name="job">Its row as it was last stored.</param>
/// <param name="request">What it was asked to do; null for one that is only read.</param>
/// <param name="log">Its log.</param>
internal sealed partial class Build(BuildJobs jobs, JobKey key, Job job, StoredBuild? request, BuildLog log) : IDisposable
{
    private readonly CancellationTokenSource _cancelled = new();
    private Job _job = job;
    private FlowGraph? _graph;
    private RunPlan? _plan;

    // The number of the event that is the last one, once there is one.
    private long _end = job.FinishedAt is null ? long.MaxValue : log.LastStored;

    /// <summary>What had ended before this process came.</summary>
    public IReadOnlyList<VertexEnded> Before { get; init; } = [];

    /// <summary>How often it was begun since a vertex has ended, this time included; more than 1 for any that was begun before.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>Up to which event readers without numbers were given the events.</summary>
    public long Polled { get; set; }

    /// <summary>The run, while it is executed.</summary>
    public BuildRun? Run { get; private set; }

    /// <summary>The node that executes it, or did last.</summary>
    public Guid Node => _job.Node;

    /// <summary>The number of the last event that is stored.</summary>
    public long LastStored => log.LastStored;

    /// <summary>Whether its last event is stored.</summary>
    public bool HasEnded => log.LastStored >= _end;

    /// <summary>Whether somebody wants it to stop.</summary>
    public bool IsCancelling => _job.State is JobState.Cancelling || _cancelled.IsCancellationRequested;

    /// <summary>Called when events can be read that could not before.</summary>
    public Action Changed
    {
        set => log.Changed = value;
    }

    /// <summary>Called once nothing of it runs any more.</summary>
    public void Dispose()
    {
        Run?.Dispose();
        _cancelled.Dispose();
    }

    /// <summary>Stores it for the first time, with its first event; or with its end, where the flow cannot be built.</summary>
    public async Task AcceptAsync(RunPlan? plan, string? error)
    {
        var accepted = new BuildRequested(request!).ToBytes();
        if (plan is null)
        {
            AddEnd($"Error while creating graph from payload: {error}");
            _job = Copy(JobState.Failed);
        }
        else
        {
            (_graph, _plan) = (plan.Graph, plan);
            log.Add(writer => BuildEventJson.WriteVerticesSorted(writer, IdsOf(plan.FirstLayer), ToRun(plan)));
        }

        await log.SealAsync(accepted, [JobTable.Instance.Insert(_job)], []);
    }

    /// <summary>Makes this process the one that executes it.</summary>
    /// <param name="afterCrash">False for the process that executed it before.</param>
    /// <exception cref="BuildLostException">Another one was faster.</exception>
    public Task ClaimAsync(bool afterCrash)
    {
        _job = Copy(_job.State, jobs.Node.Id);
        return log.SealAsync(new BuildClaimed(afterCrash).ToBytes(), [JobTable.Instance.Replace(_job)], []);
    }

    /// <summary>Executes what is left of it.</summary>
    /// <returns>True once it is at its end. False when it was given up for the node's sake, and goes on elsewhere or later.</returns>
    /// <exception cref="BuildLostException">Another process executes it.</exception>
    /// <exception cref="Storage.StorageUnavailableException">It could not be stored, and has to be loaded again.</exception>
    public async Task<bool> ExecuteAsync(CancellationToken stopping)
    {
        if (HasEnded)
        {
            return true;
        }

        if (IsCancelling)
        {
            await EndAsync(JobState.Cancelled, null);
            return true;
        }

        if (Attempts > jobs.MaxAttempts)
        {
            await EndAsync(JobState.Failed, $"The build was begun {jobs.MaxAttempts} times and the server stopped each time: it is given up.");
            return true;
        }

        var lease = jobs.Node.Lease;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_cancelled.Token, stopping, lease);
        ImmutableArray<int> first;
        try
        {
            (Run, first) = await PrepareAsync(stop.Token, stopping);
        }
        catch (Exception failure) when (failure is InvalidFlowException or FormatException)
        {
            await EndAsync(JobState.Failed, $"Error while creating graph from payload: {failure.Message}");
            return true;
        }

        if (Run.HasNothingToRun)
        {
            await EndAsync(Run.HasFailed ? JobState.Failed : JobState.Succeeded, null);
            return true;
        }

        var isWhole = await Run.ExecuteAsync(first, jobs.Options.MaxDuration, stop.Token);
        return isWhole || HasEnded || await GiveUpAsync(Run, stopping.IsCancellationRequested || lease.IsCancellationRequested);
    }

    /// <summary>Wants it to stop. Also a process that takes it over knows.</summary>
    public async Task CancelAsync()
    {
        if (_cancelled.IsCancellationRequested || HasEnded)
        {
            return;
        }

        await _cancelled.CancelAsync();
        if (_end == long.MaxValue)
        {
            _job = Copy(JobState.Cancelling);
            await log.SealAsync(new BuildCancelled().ToBytes(), [JobTable.Instance.Replace(_job)], []);
        }
    }

    /// <summary>Ends it where nobody executes it.</summary>
    public Task EndAsync(JobState state, string? error)
    {
        AddEnd(error);
        _job = Copy(state);
        return log.SealAsync(null, [JobTable.Instance.Replace(_job)], []);
    }

    /// <summary>The stored events after a number, as far as they are at hand.</summary>
    public BuildEvents ReadAfter(long after) => log.ReadAfter(after, HasEnded);

    // Not whole: somebody wants it to stop, the node may not go on, it took too long, or something went wrong.
    private async Task<bool> GiveUpAsync(BuildRun run, bool goesOn)
    {
        if (run.GivenUpFor is { } passing && BuildRun.IsPassing(passing))
        {
            throw passing;
        }

        await run.SettleAsync();
        if (run.GivenUpFor is { } failure)
        {
            var isMeant = failure is SkillFlaw.Components.ComponentException;
            if (!isMeant)
            {
                LogFailed(jobs.Logger, failure, key.JobId, _job.FlowId);
            }

            await EndAsync(JobState.Failed, isMeant ? failure.Message : "An unexpected error occurred.");
            return true;
        }

        if (_cancelled.IsCancellationRequested)
        {
            await EndAsync(JobState.Cancelled, null);
            return true;
        }

        if (goesOn)
        {
            return false;
        }

        await EndAsync(JobState.Failed, $"The build took longer than {jobs.Options.MaxDuration}, which is the limit of this server.");
        return true;
    }

    private async Task<(BuildRun Run, ImmutableArray<int> First)> PrepareAsync(CancellationToken cancellationToken, CancellationToken stopping)
    {
        _graph ??= await jobs.ReadGraphAsync(key.TenantId, request!.DocumentHash, cancellationToken);
        _plan ??= BuildJobs.PlanOf(_graph, request!.Start, request.Stop);
        var scope = new RunScope(
            key.TenantId, key.JobId, _job.FlowId, _job.UserId, ImmutableDictionary<string, string>.Empty, IsDurable: true);
        var run = new BuildRun(
            RunOverlay.Create(_graph, request!.ToInputs()),
            _plan,
            scope,
            Attempts > 1,
            log,
            new BuildRecords(scope, request.LogBuilds, jobs.Options),
            request.RequestedAt,
            jobs.Parts,
            jobs.Clock,
            (failure, vertexId) => LogVertexFailed(jobs.Logger, failure, vertexId, key.JobId, _job.FlowId))
        {
            End = hasFailed =>
            {
                _end = log.NextNumber - 1;
                _job = Copy(hasFailed ? JobState.Failed : JobState.Succeeded);
                return JobTable.Instance.Replace(_job);
            },
            IsLeft = () => !_cancelled.IsCancellationRequested && (stopping.IsCancellationRequested || jobs.Node.Lease.IsCancellationRequested),
        };
        return (run, run.Replay(Before));
    }

    private void AddEnd(string? error)
    {
        if (error is not null)
        {
            log.Add(writer => BuildEventJson.WriteGraphError(
                writer, error, _job.FlowId.ToString(), request?.SessionId ?? "", jobs.Clock.GetUtcNow()));
        }

        log.Add(BuildEventJson.WriteEnd);
        _end = log.NextNumber - 1;
    }

    private IEnumerable<string> IdsOf(IEnumerable<int> vertices) => vertices.Select(index => _graph!.Vertices[index].Id);

    private static IEnumerable<string> ToRun(RunPlan plan)
    {
        var vertices = plan.ToRun.Select(index => plan.Graph.Vertices[index]).ToArray();
        return vertices.Select(vertex => vertex.Id)
            .Concat(vertices.Select(vertex => vertex.Definition.TopLevelId))
            .Distinct();
    }

    // The journal may still be writing the row that is replaced.
    private Job Copy(JobState state, Guid? node = null) => new()
    {
        JobId = _job.JobId,
        TenantId = _job.TenantId,
        FlowId = _job.FlowId,
        UserId = _job.UserId,
        Visitor = _job.Visitor,
        State = state,
        Node = node ?? _job.Node,
        CreatedAt = _job.CreatedAt,
        FinishedAt = state is JobState.Running or JobState.Cancelling ? null : jobs.Clock.GetUtcNow(),
    };

    [LoggerMessage(LogLevel.Error, "Build {JobId} of flow {FlowId} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, Guid jobId, Guid flowId);

    [LoggerMessage(LogLevel.Error, "Vertex {VertexId} of build {JobId} of flow {FlowId} failed unexpectedly")]
    private static partial void LogVertexFailed(ILogger logger, Exception exception, string vertexId, Guid jobId, Guid flowId);
}
