using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Grains.Queue;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Queue;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Jobs;

/// <summary>The caller's jobs in the queue: webhooks, background workflows, scheduled runs; and what to do with those that have died.</summary>
internal static class JobEndpoints
{
    private const string Retry = """
        Begins the job anew, from the first component, with what it was asked when it was accepted and with the flow as it is now. Only a job that
        has died or was cancelled.
        """;

    private const string Resume = """
        Goes on with the component that failed: what had finished and has reached out of the server is not done again. If the flow has changed so
        that this is not possible, the job dies again and says so. Only a job that has died or was cancelled.
        """;

    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        var jobs = routes.MapGroup("/api/v1/jobs").WithTags("Jobs");
        jobs.MapGet("/", List).Allow(Access.Owner).WithName("list_jobs").WithSummary("List queued jobs, the newest first").ProducesError(422);
        jobs.MapGet("/{job_id}", Read).Allow(Access.Owner).WithName("read_job").WithSummary("Read a queued job with all its failures").ProducesError(404);
        jobs.MapDelete("/{job_id}", Discard).Allow(Access.Owner).WithName("discard_job").WithSummary("Discard a job that has died or was cancelled")
            .ProducesError(404, 409);
        jobs.MapPost("/{job_id}/retry", RetryJob).Allow(Access.Owner).WithName("retry_job").WithSummary("Begin a dead job anew").WithDescription(Retry)
            .Produces<JobAnswer>(202).ProducesError(404, 409, 429);
        jobs.MapPost("/{job_id}/resume", ResumeJob).Allow(Access.Owner).WithName("resume_job").WithSummary("Go on with a dead job").WithDescription(Resume)
            .Produces<JobAnswer>(202).ProducesError(404, 409, 429);
        jobs.MapPost("/{job_id}/cancel", Cancel).Allow(Access.Owner).WithName("cancel_job").WithSummary("Cancel a job that has not ended")
            .Produces<JobAnswer>(202).ProducesError(404, 409);

        routes.MapGet("/api/v1/monitor/job_queue", Measure).Allow(Access.Superuser).WithTags("Monitor")
            .WithName("get_job_queue_metrics").WithSummary("Read how full this node's queue is");
    }

    private static async Task<Ok<JobPage>> List(
        [AsParameters] JobQuery query, Caller caller, IDbContextFactory<SkillFlawDb> databases, IBackgroundJobs queue, CancellationToken cancellationToken)
    {
        var (status, limit) = query.Check();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var own = database.QueuedJobs.AsNoTracking().OfTenant(caller.TenantId).Where(job => job.UserId == caller.UserId);
        own = query.FlowId is { } flowId ? own.Where(job => job.FlowId == flowId) : own;
        own = query.Before is { } before ? own.Where(job => job.JobId < before) : own;
        own = status is null ? own : own.Where(status);
        var jobs = await own.OrderByDescending(job => job.JobId).Take(limit + 1).Select(JobAnswer.Row).ToListAsync(cancellationToken);
        var page = jobs.Take(limit).Select(job => JobAnswer.Of(job, queue, isWhole: false)).ToArray();
        return TypedResults.Ok(new JobPage(page, jobs.Count > limit ? page[^1].JobId : null));
    }

    private static async Task<Ok<JobAnswer>> Read(
        [FromRoute(Name = "job_id")] string jobId, Caller caller, QueuedJobs jobs, IBackgroundJobs queue, CancellationToken cancellationToken) =>
        TypedResults.Ok(JobAnswer.Of(await FindAsync(jobId, caller, jobs, cancellationToken), queue, isWhole: true));

    private static async Task<NoContent> Discard(
        [FromRoute(Name = "job_id")] string jobId, Caller caller, QueuedJobs jobs, CancellationToken cancellationToken)
    {
        var job = await FindAsync(jobId, caller, jobs, cancellationToken);
        return await jobs.DiscardAsync(caller.TenantId, job.JobId, cancellationToken)
            ? TypedResults.NoContent()
            : throw Conflict(jobId, "neither died nor been cancelled");
    }

    private static Task<Accepted<JobAnswer>> RetryJob(
        [FromRoute(Name = "job_id")] string jobId, Caller caller, QueuedJobs jobs, IBackgroundJobs queue, CancellationToken cancellationToken) =>
        ReviveAsync(jobId, keepsResults: false, caller, jobs, queue, cancellationToken);

    private static Task<Accepted<JobAnswer>> ResumeJob(
        [FromRoute(Name = "job_id")] string jobId, Caller caller, QueuedJobs jobs, IBackgroundJobs queue, CancellationToken cancellationToken) =>
        ReviveAsync(jobId, keepsResults: true, caller, jobs, queue, cancellationToken);

    private static async Task<Accepted<JobAnswer>> ReviveAsync(
        string jobId, bool keepsResults, Caller caller, QueuedJobs jobs, IBackgroundJobs queue, CancellationToken cancellationToken)
    {
        var job = await FindAsync(jobId, caller, jobs, cancellationToken);
        return await queue.ReviveAsync(caller.TenantId, job.JobId, keepsResults, cancellationToken)
            ? await AcceptedAsync(jobId, caller, jobs, queue)
            : throw Conflict(jobId, "neither died nor been cancelled");
    }

    private static async Task<Accepted<JobAnswer>> Cancel(
        [FromRoute(Name = "job_id")] string jobId, Caller caller, QueuedJobs jobs, IBackgroundJobs queue, CancellationToken cancellationToken)
    {
        var job = await FindAsync(jobId, caller, jobs, cancellationToken);
        return await queue.CancelAsync(caller.TenantId, job.JobId, cancellationToken)
            ? await AcceptedAsync(jobId, caller, jobs, queue)
            : throw Conflict(jobId, "ended already");
    }

    private static Ok<QueueAnswer> Measure(IBackgroundJobs queue)
    {
        var depth = queue.Depth;
        return TypedResults.Ok(new QueueAnswer("database", depth.Running, depth.Queued, depth.InMemory, depth.Tenants));
    }

    private static async Task<Accepted<JobAnswer>> AcceptedAsync(string jobId, Caller caller, QueuedJobs jobs, IBackgroundJobs queue) =>
        TypedResults.Accepted((string?)null, JobAnswer.Of(await FindAsync(jobId, caller, jobs, CancellationToken.None), queue, isWhole: true));

    private static async Task<QueuedJob> FindAsync(string jobId, Caller caller, QueuedJobs jobs, CancellationToken cancellationToken) =>
        Guid.TryParse(jobId, out var id) && await jobs.FindAsync(caller.TenantId, id, cancellationToken) is { } job && job.UserId == caller.UserId
            ? job
            : throw new ApiException(StatusCodes.Status404NotFound, $"Job {jobId} not found");

    private static ApiException Conflict(string jobId, string why) => new(StatusCodes.Status409Conflict, $"Job {jobId} has {why}.");
}
