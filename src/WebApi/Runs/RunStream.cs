using System.Text.Json;
using SkillFlaw.Grains.Builds;
using SkillFlaw.Graph.Wire;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Repeats;

namespace SkillFlaw.WebApi.Runs;

/// <summary>
/// Answers a run with its events while they come (semantics section 2.7): each is a JSON object on a line of its own and an empty line. It
/// says text/event-stream and is none; clients rely on that.
/// </summary>
internal static class RunStream
{
    public static async Task WriteAsync(HttpContext context, IBuildJobGrain job, RunRequest request, RunBody body)
    {
        var response = context.Response;
        SetHeaders(response);
        using var answer = AnswerBuffer.Rent();
        try
        {
            RunEndpoints.CheckTweaks(request.Inputs.Tweaks, body.InputValue, body.InputType);
        }
        catch (ApiException conflict)
        {
            Write(context, answer, new RunFailed(conflict.Message), body);
            await response.BodyWriter.FlushAsync(context.RequestAborted);
            return;
        }

        await ForwardAsync(context, job, request, happened => Write(context, answer, happened, body));
    }

    /// <summary>Says that events come, and that no proxy is to keep them back.</summary>
    public static void SetHeaders(HttpResponse response)
    {
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache, no-transform";
        response.Headers["X-Accel-Buffering"] = "no";
    }

    /// <summary>Hands over the events of a run while they come, and sends what was written of them before it waits. Whoever leaves gives the run up.</summary>
    public static async Task ForwardAsync(HttpContext context, IBuildJobGrain job, RunRequest request, Action<RunEvent> write)
    {
        var output = context.Response.BodyWriter;
        var isWhole = false;
        await using var events = job.Watch(request, context.RequestAborted).GetAsyncEnumerator(context.RequestAborted);
        try
        {
            while (true)
            {
                // What came together is sent together; before waiting, everything is sent.
                var next = events.MoveNextAsync();
                if (!next.IsCompleted)
                {
                    await output.FlushAsync(context.RequestAborted);
                }

                if (!await next)
                {
                    break;
                }

                write(events.Current);
                isWhole |= events.Current is RunEnded or RunFailed { IsTemporary: false };
            }

            await output.FlushAsync(context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has left, and the run is given up with it.
        }

        if (!isWhole)
        {
            RepeatedWork.LeaveUnfinished(context, Unfinished.BeginsAgain);
        }
    }

    /// <summary>Writes an event of a run; of its end only that of a failure.</summary>
    public static void Write(Utf8JsonWriter writer, RunEvent happened)
    {
        switch (happened)
        {
            case MessageStored stored:
                BuildEventJson.WriteMessage(writer, stored.Message);
                break;
            case TokenShown token:
                BuildEventJson.WriteToken(writer, token.MessageId, token.Text);
                break;
            case MessageRemoved removed:
                BuildEventJson.WriteRemoveMessage(writer, removed.MessageId);
                break;
            case ErrorShown error:
                BuildEventJson.WriteError(writer, error.Message);
                break;
            case RunFailed failed:
                writer.WriteStartObject();
                writer.WriteString("event"u8, "error"u8);
                writer.WriteStartObject("data"u8);
                writer.WriteString("error"u8, failed.Reason);
                writer.WriteEndObject();
                writer.WriteEndObject();
                break;
            default:
                throw new InvalidOperationException($"No wire name for the event {happened.GetType()}.");
        }
    }

    private static void Write(HttpContext context, AnswerBuffer buffer, RunEvent happened, RunBody body)
    {
        var writer = buffer.Writer;
        if (happened is RunEnded ended)
        {
            writer.WriteStartObject();
            writer.WriteString("event"u8, "end"u8);
            writer.WriteStartObject("data"u8);
            writer.WritePropertyName("result"u8);
            new RunAnswer(writer, dropsNulls: false).Write(ended.Outcome.SessionId, (body.InputValue, ended.Outcome));
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        else
        {
            Write(writer, happened);
        }

        writer.Flush();
        buffer.CopyTo(context.Response.BodyWriter);
    }
}
