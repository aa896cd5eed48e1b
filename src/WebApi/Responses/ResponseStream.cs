using SkillFlaw.Grains.Builds;
using SkillFlaw.WebApi.Runs;

namespace SkillFlaw.WebApi.Responses;

/// <summary>Answers with the events of a response while its flow runs.</summary>
internal static class ResponseStream
{
    public static async Task WriteAsync(HttpContext context, IBuildJobGrain job, RunRequest request, ResponseBody body, ResponseHead head)
    {
        SetHeaders(context);
        using var events = new ResponseEvents(head, body.Input, body.WithResults, context.Response.BodyWriter);
        events.Start();
        await RunStream.ForwardAsync(context, job, request, happened => Write(events, happened));
    }

    public static void SetHeaders(HttpContext context)
    {
        var headers = context.Response.Headers;
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        headers.CacheControl = "no-cache";
        headers["X-Accel-Buffering"] = "no";

        // A page of any site may read what it has asked for with an API key of its own; cookies are not sent for such an answer.
        headers.AccessControlAllowOrigin = "*";
        if (HttpProtocol.IsHttp11(context.Request.Protocol) && headers.Connection.Count == 0)
        {
            headers.Connection = "keep-alive";
        }
    }

    private static void Write(ResponseEvents events, RunEvent happened)
    {
        switch (happened)
        {
            case MessageStored stored:
                events.Add(stored.Message);
                break;
            case TokenShown token:
                events.Add(token.MessageId, token.Text);
                break;
            case RunEnded ended:
                events.Complete(ResponseAnswer.Of(ended.Outcome));
                break;
            case RunFailed failed:
                events.Fail(failed.Reason);
                break;
        }
    }
}
