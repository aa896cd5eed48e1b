using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using SkillFlaw.Grains.Builds;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Journals;
using SkillFlaw.Storage.Queue;
using SkillFlaw.WebApi.Repeats;
using SkillFlaw.WebApi.Runs;

namespace SkillFlaw.WebApi.Workflows;

/// <summary>Runs workflows that somebody waits for. Their jobs are stored at their end, before the caller hears of it.</summary>
internal sealed class WorkflowRuns(RunStart start, Journal journal, QueuedJobs jobs, IOptions<WorkflowOptions> options, TimeProvider clock)
{
    /// <summary>Runs one and answers with what it gave.</summary>
    public async Task AnswerAsync(HttpContext context, WorkflowRun run)
    {
        using var permit = await start.EnterAsync(context);
        using var limit = new CancellationTokenSource(options.Value.LongestWait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        QueuedJob job;
        (string, string)? failed = null;
        try
        {
            job = run.Succeeded(await start.JobOf(context, run.JobId).RunToEndAsync(RepeatedWork.Mark(context, run.Request), either.Token), clock.GetUtcNow());
        }
        catch (RunFailedException failure)
        {
            job = run.Failed(Refuse(failure), clock.GetUtcNow());
            failed = (failure.Message, TypeOf(failure));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            var tooLong = WorkflowException.TooLong(run.JobId, run.Flow.FlowId, options.Value.LongestWait);
            await KeepAsync(run.TimedOut(tooLong.Message, clock.GetUtcNow()));
            throw tooLong;
        }

        await KeepAsync(job);
        await RunEndpoints.WriteAsync(context, writer => WorkflowAnswer.WriteResponse(writer, job, failed));
    }

    /// <summary>
    /// Runs one and answers with its events while they come, as server-sent events: those of a streamed run, then what each branch gave
    /// (<c>output</c>), and at the end the answer that it would have had without a stream.
    /// </summary>
    public async Task StreamAsync(HttpContext context, WorkflowRun run)
    {
        using var permit = await start.EnterAsync(context);
        RunStream.SetHeaders(context.Response);
        RunEvent? last = null;
        await RunStream.ForwardAsync(context, start.JobOf(context, run.JobId), RepeatedWork.Mark(context, run.Request), happened =>
        {
            if (happened is RunEnded or RunFailed)
            {
                last = happened;
            }
            else
            {
                Write(context, writer => RunStream.Write(writer, happened));
            }
        });

        // Nothing is the last one where the caller has left.
        if (last is not null)
        {
            await EndAsync(context, run, last);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
    }

    private async Task EndAsync(HttpContext context, WorkflowRun run, RunEvent last)
    {
        var job = last is RunEnded ended ? run.Succeeded(ended.Outcome, clock.GetUtcNow()) : null;
        try
        {
            if (last is not RunFailed { IsTemporary: true } failed)
            {
                await KeepAsync(job ?? run.Failed(new RunFailedException(((RunFailed)last).Reason), clock.GetUtcNow()));
            }
        }
        catch (Exception failure) when (StorageFailure.IsUnavailable(failure))
        {
            (job, last) = (null, new RunFailed("The database is not available at the moment.", IsTemporary: true));
            RepeatedWork.LeaveUnfinished(context, Unfinished.BeginsAgain);
        }

        if (job is null)
        {
            Write(context, writer => RunStream.Write(writer, last));
            return;
        }

        using var outputs = JsonDocument.Parse(job.Outcome!, new JsonDocumentOptions { MaxDepth = 1_000 });
        foreach (var output in outputs.RootElement.EnumerateObject())
        {
            Write(context, "output", output.Value.WriteTo);
        }

        Write(context, "end", writer =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName("result"u8);
            WorkflowAnswer.WriteResponse(writer, job);
            writer.WriteEndObject();
        });
    }

    // One whose answer was lost may be there already, if its request came with a key and was sent again.
    private async Task KeepAsync(QueuedJob job)
    {
        try
        {
            await journal.AppendAsync(QueuedJobTable.Instance.Insert(job), CancellationToken.None);
        }
        catch (RowRefusedException)
        {
            if (await jobs.FindAsync(job.TenantId, job.JobId, CancellationToken.None) is null)
            {
                throw;
            }
        }
    }

    // What is no component's failure is no answer.
    private static RunFailedException Refuse(RunFailedException failure) => failure switch
    {
        { IsTemporary: true } => throw new WorkflowException(StatusCodes.Status503ServiceUnavailable, WorkflowException.Database, "Database error", failure.Message)
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        },
        { IsOfFlow: true } => throw new WorkflowException(StatusCodes.Status400BadRequest, "INVALID_FLOW_DATA", "Invalid flow data", failure.Message),
        _ => failure,
    };

    private static string TypeOf(RunFailedException failure) => failure.InnerException switch
    {
        VertexFailedException => "ComponentBuildError",
        TimeoutException => "TimeoutError",
        _ => "RunError",
    };

    private static void Write(HttpContext context, string name, Action<Utf8JsonWriter> data) => Write(context, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("event"u8, name);
        writer.WritePropertyName("data"u8);
        data(writer);
        writer.WriteEndObject();
    });

    private static void Write(HttpContext context, Action<Utf8JsonWriter> write)
    {
        var output = context.Response.BodyWriter;
        using var buffer = AnswerBuffer.Rent();
        write(buffer.Writer);
        buffer.Writer.Flush();
        output.Write("data: "u8);
        buffer.CopyTo(output);
    }
}
