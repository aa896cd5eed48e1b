using System.Runtime.InteropServices;
using System.Text.Json;
using SkillFlaw.Grains.Builds;
using SkillFlaw.Grains.Queue;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Tweaks;
using SkillFlaw.Storage.Queue;
using SkillFlaw.WebApi.Flows;
using SkillFlaw.WebApi.Jobs;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Workflows;

/// <summary>One workflow that was asked for, and the job that is kept of it.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Caller">Who asked.</param>
/// <param name="Flow">The flow.</param>
/// <param name="Body">What was asked.</param>
/// <param name="Variables">The variables of the request.</param>
/// <param name="Stored">What was asked, as the job keeps it.</param>
/// <param name="BeganAt">When.</param>
internal sealed record WorkflowRun(
    Guid JobId,
    Caller Caller,
    FlowEntry Flow,
    WorkflowBody Body,
    System.Collections.Immutable.ImmutableDictionary<string, string> Variables,
    byte[] Stored,
    DateTimeOffset BeganAt)
{
    // The outcome of one that took too long, which tells it from one that failed.
    private static readonly byte[] _timedOut = [.. "\"timed_out\""u8];

    /// <summary>For whoever waits for it.</summary>
    public RunRequest Request => new()
    {
        FlowId = Flow.FlowId,
        FlowVersion = Flow.Version,
        UserId = Caller.UserId,
        Variables = Variables,
        Inputs = FlatInputs.Of(Body.Inputs, Flow.FlowId.ToString(), Body.Stream),
        IsWorkflow = true,
    };

    /// <summary>For the queue.</summary>
    public NewJob Job => new()
    {
        JobId = JobId,
        TenantId = Caller.TenantId,
        FlowId = Flow.FlowId,
        FlowVersion = Flow.Version,
        UserId = Caller.UserId,
        Source = JobSource.Workflow,
        Request = Stored,
    };

    /// <summary>Whether a job has died because its caller would have had to wait for too long.</summary>
    public static bool IsTimedOut(QueuedJob job) => job.State is QueuedJobState.Dead && job.Outcome.AsSpan().SequenceEqual(_timedOut);

    /// <summary>The job of one that went well.</summary>
    public QueuedJob Succeeded(RunOutcome outcome, DateTimeOffset now) =>
        Ended(QueuedJobState.Succeeded, now, null, ImmutableCollectionsMarshal.AsArray(outcome.WorkflowOutputs));

    /// <summary>The job of one that failed.</summary>
    public QueuedJob Failed(RunFailedException failure, DateTimeOffset now) =>
        Ended(QueuedJobState.Dead, now, new JobFailure(1, now, failure.Message, (failure.InnerException as VertexFailedException)?.VertexId, MayPass: false), null);

    /// <summary>The job of one that took too long.</summary>
    public QueuedJob TimedOut(string message, DateTimeOffset now) =>
        Ended(QueuedJobState.Dead, now, new JobFailure(1, now, message, null, MayPass: false), _timedOut);

    // No node has it: it has ended, and is in no queue.
    private QueuedJob Ended(QueuedJobState state, DateTimeOffset now, JobFailure? failure, byte[]? outcome) => new()
    {
        JobId = JobId,
        TenantId = Caller.TenantId,
        FlowId = Flow.FlowId,
        FlowVersion = Flow.Version,
        UserId = Caller.UserId,
        Source = JobSource.Workflow,
        State = state,
        Node = Guid.Empty,
        Position = 0,
        Attempts = 1,
        CreatedAt = BeganAt,
        FinishedAt = now,
        Errors = failure is null ? null : JsonSerializer.Serialize([failure], JobJson.Default.IReadOnlyListJobFailure),
        Request = Stored,
        Outcome = outcome,
    };
}
