using System.Linq.Expressions;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using SkillFlaw.Grains.Queue;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Storage.Queue;

namespace SkillFlaw.WebApi.Jobs;

/// <summary>A job of the queue.</summary>
internal sealed record JobAnswer
{
    // Enough to see what it was; the whole of it may be megabytes.
    private const int MostRequest = 10_000;

    /// <summary>Its id.</summary>
    public required Guid JobId { get; init; }

    /// <summary>The flow.</summary>
    public required Guid FlowId { get; init; }

    /// <summary>What asked for it: webhook, workflow or schedule.</summary>
    public required string Source { get; init; }

    /// <summary>queued, running, waiting (for its next try), cancelling, succeeded, dead or cancelled.</summary>
    public required string Status { get; init; }

    /// <summary>How often it was tried.</summary>
    public required int Attempts { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is tried again, while it waits for that.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Why it failed last; null where it did not.</summary>
    public string? Error { get; init; }

    /// <summary>All its failures, one for each try. Only where a single job is read.</summary>
    public IReadOnlyList<JobFailure>? Errors { get; init; }

    /// <summary>The body that it was asked with, or the beginning of it. Only where a single job is read.</summary>
    public string? Request { get; init; }

    /// <summary>What a list needs of a row.</summary>
    public static Expression<Func<QueuedJob, QueuedJob>> Row { get; } = job => new QueuedJob
    {
        JobId = job.JobId,
        TenantId = job.TenantId,
        FlowId = job.FlowId,
        FlowVersion = job.FlowVersion,
        UserId = job.UserId,
        Source = job.Source,
        State = job.State,
        Node = job.Node,
        Position = job.Position,
        Attempts = job.Attempts,
        DueAt = job.DueAt,
        CreatedAt = job.CreatedAt,
        FinishedAt = job.FinishedAt,
        Errors = job.Errors,
        Request = Array.Empty<byte>(),
    };

    public static JobAnswer Of(QueuedJob job, IBackgroundJobs queue, bool isWhole)
    {
        var failures = JsonSerializer.Deserialize(job.Errors ?? "[]", JobJson.Default.IReadOnlyListJobFailure);
        return new JobAnswer
        {
            JobId = job.JobId,
            FlowId = job.FlowId,
            Source = job.Source switch
            {
                JobSource.Webhook => "webhook",
                JobSource.Workflow => "workflow",
                _ => "schedule",
            },
            Status = StatusOf(job, queue),
            Attempts = job.Attempts,
            CreatedAt = job.CreatedAt,
            NextAttemptAt = job.State is QueuedJobState.Waiting ? job.DueAt : null,
            FinishedAt = job.FinishedAt,
            Error = failures is [.., var last] ? last.Error : null,
            Errors = isWhole ? failures : null,
            Request = isWhole ? Encoding.UTF8.GetString(job.Request.AsSpan(0, Math.Min(job.Request.Length, MostRequest))) : null,
        };
    }

    private static string StatusOf(QueuedJob job, IBackgroundJobs queue) => job.State switch
    {
        QueuedJobState.Queued => queue.IsRunning(job.TenantId, job.JobId) ? "running" : "queued",
        QueuedJobState.Waiting => "waiting",
        QueuedJobState.Cancelling => "cancelling",
        QueuedJobState.Succeeded => "succeeded",
        QueuedJobState.Dead => "dead",
        _ => "cancelled",
    };
}

/// <summary>What went wrong at one try.</summary>
/// <param name="Attempt">Which try.</param>
/// <param name="At">When it ended.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="VertexId">The component that failed; null where none did.</param>
/// <param name="MayPass">Whether it may go well another time.</param>
internal sealed record JobFailure(int Attempt, DateTimeOffset At, string Error, string? VertexId, bool MayPass);

/// <summary>Some jobs.</summary>
/// <param name="Jobs">The newest first.</param>
/// <param name="NextBefore">What to give as <c>before</c> for those after them; null at the end.</param>
internal sealed record JobPage(IReadOnlyList<JobAnswer> Jobs, Guid? NextBefore);

/// <summary>How full a node's queue is.</summary>
/// <param name="Backend">"database": what is queued survives the process.</param>
/// <param name="ActiveJobs">Jobs that run.</param>
/// <param name="QueuedJobs">Jobs that have not ended.</param>
/// <param name="JobsInMemory">Those of them that are at hand.</param>
/// <param name="Tenants">Of how many tenants they are.</param>
internal sealed record QueueAnswer(string Backend, int ActiveJobs, int QueuedJobs, int JobsInMemory, int Tenants);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(JobAnswer))]
[JsonSerializable(typeof(JobPage))]
[JsonSerializable(typeof(QueueAnswer))]
internal sealed partial class JobJson : JsonSerializerContext;
