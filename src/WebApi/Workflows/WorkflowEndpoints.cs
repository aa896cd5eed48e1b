using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using SkillFlaw.Grains.Queue;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Storage.Queue;
using SkillFlaw.Storage.Secrets;
using SkillFlaw.WebApi.Flows;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Jobs;
using SkillFlaw.WebApi.Repeats;
using SkillFlaw.WebApi.Runs;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Workflows;

/// <summary>Running a flow and waiting for it, watching it, or coming back for it later (semantics section 7.4).</summary>
internal static class WorkflowEndpoints
{
    /// <summary>Where workflows are.</summary>
    public const string Path = "/api/v2/workflows";

    public static void MapWorkflows(this IEndpointRouteBuilder routes)
    {
        var workflows = routes.MapGroup("/api/v2").WithTags("Workflow").Allow(Access.Owner).WithMetadata(WorkflowException.Shape);
        workflows.MapPost("/workflows", Execute).Takes<WorkflowRequestBody>().TakesSmallBodies().Repeatable().DocumentExecution();
        workflows.MapGet("/workflows", Read).DocumentReading();
        workflows.MapPost("/workflows/stop", Stop).Takes<WorkflowStopBody>().TakesSmallBodies().DocumentStop();
    }

    private static async Task Execute(
        HttpContext context, JsonBody json, Caller caller, FlowDirectory flows, SecretBox secrets, IBackgroundJobs queue, WorkflowRuns runs, TimeProvider clock)
    {
        var body = WorkflowBody.Read(json);
        var flow = await flows.FindAsync(caller, body.FlowId, context.RequestAborted)
            ?? throw new WorkflowException(
                StatusCodes.Status404NotFound, "FLOW_NOT_FOUND", "Flow not found", $"Flow {body.FlowId} not found", ("flow_id", body.FlowId));
        if (flow.IsEmpty)
        {
            throw new WorkflowException(
                StatusCodes.Status400BadRequest, "INVALID_FLOW_DATA", "Invalid flow data", $"Flow {flow.FlowId} has no data", ("flow_id", $"{flow.FlowId}"));
        }

        var jobId = RepeatedWork.NextJobId(context);
        var variables = RequestVariables.Of(context.Request, body.Globals).SetItems(body.Globals);
        var stored = StoredWorkflow.Write(body.Given, variables, secrets, StoredWorkflow.PlaceOf(caller.TenantId, caller.UserId, jobId));
        var run = new WorkflowRun(jobId, caller, flow, body, variables, stored, clock.GetUtcNow());
        if (body.Background)
        {
            await queue.EnqueueAsync(run.Job, context.RequestAborted);
            await RunEndpoints.WriteAsync(context, writer => WorkflowAnswer.WriteJob(writer, jobId, flow.FlowId, "queued"));
            return;
        }

        await (body.Stream ? runs.StreamAsync(context, run) : runs.AnswerAsync(context, run));
    }

    private static async Task Read(
        HttpContext context, [FromQuery(Name = "job_id")] string? jobId, Caller caller, QueuedJobs jobs, IBackgroundJobs queue)
    {
        if (string.IsNullOrEmpty(jobId))
        {
            throw new WorkflowException(
                StatusCodes.Status400BadRequest, "MISSING_PARAMETER", "Missing parameter", "The parameter job_id is required", ("parameter", "job_id"));
        }

        var job = await FindAsync(jobId, caller, jobs, context.RequestAborted);
        if (job.State is QueuedJobState.Dead)
        {
            throw FailureOf(job);
        }

        await RunEndpoints.WriteAsync(context, writer =>
        {
            if (job.State is QueuedJobState.Succeeded)
            {
                WorkflowAnswer.WriteResponse(writer, job);
            }
            else
            {
                WorkflowAnswer.WriteJob(writer, job.JobId, job.FlowId, StatusOf(job, queue));
            }
        });
    }

    private static async Task Stop(HttpContext context, JsonBody json, Caller caller, QueuedJobs jobs, IBackgroundJobs queue)
    {
        var jobId = WorkflowStopBody.Read(json);
        var job = await FindAsync(jobId, caller, jobs, context.RequestAborted);
        var message = IsCancelled(job) ? $"Job {job.JobId} is already cancelled."
            : await queue.CancelAsync(caller.TenantId, job.JobId, context.RequestAborted) ? $"Job {job.JobId} cancelled successfully."
            : $"Job {job.JobId} has already ended.";
        await RunEndpoints.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("job_id"u8, job.JobId);
            writer.WriteString("message"u8, message);
            writer.WriteEndObject();
        });
    }

    private static async Task<QueuedJob> FindAsync(string jobId, Caller caller, QueuedJobs jobs, CancellationToken cancellationToken) =>
        Guid.TryParse(jobId, out var id) && await jobs.FindAsync(caller.TenantId, id, cancellationToken) is { Source: JobSource.Workflow } job
            && job.UserId == caller.UserId
            ? job
            : throw WorkflowException.JobNotFound(jobId);

    private static WorkflowException FailureOf(QueuedJob job)
    {
        var error = JsonSerializer.Deserialize(job.Errors ?? "[]", JobJson.Default.IReadOnlyListJobFailure) is [.., var last] ? last.Error : "";
        return WorkflowRun.IsTimedOut(job)
            ? new WorkflowException(
                StatusCodes.Status408RequestTimeout, "EXECUTION_TIMEOUT", "Execution timeout", error, ("job_id", $"{job.JobId}"), ("flow_id", $"{job.FlowId}"))
            : new WorkflowException(
                StatusCodes.Status500InternalServerError, "JOB_FAILED", "Job failed", error, ("job_id", $"{job.JobId}"), ("flow_id", $"{job.FlowId}"));
    }

    // One that somebody has stopped is stopped for who asks, if its node has yet to hear of it.
    private static string StatusOf(QueuedJob job, IBackgroundJobs queue) =>
        IsCancelled(job) ? "cancelled"
        : job.State is QueuedJobState.Queued && queue.IsRunning(job.TenantId, job.JobId) ? "in_progress"
        : "queued";

    private static bool IsCancelled(QueuedJob job) => job.State is QueuedJobState.Cancelled or QueuedJobState.Cancelling;
}
