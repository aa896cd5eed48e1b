using System.Buffers;
using SkillFlaw.WebApi.Runs;

namespace SkillFlaw.WebApi.Responses;

/// <summary>Answers with an error instead of a response. Its status is 200 all the same: clients look at the body (semantics section 3.3).</summary>
internal static class ResponseFailure
{
    // What OpenAI's client libraries say of themselves, in any language.
    private const string LibraryHeader = "X-Stainless-Lang";

    public static Task WriteAsync(HttpContext context, ResponseBody body, string message, string type, string? code = null)
    {
        // These libraries look for events in the answer to a streamed request, and for nothing else: they would not notice the error.
        return body.Stream && context.Request.Headers.ContainsKey(LibraryHeader)
            ? WriteEventAsync(context, message, type, code)
            : RunEndpoints.WriteAsync(context, writer => ResponseJson.WriteError(writer, message, type, code));
    }

    private static async Task WriteEventAsync(HttpContext context, string message, string type, string? code)
    {
        ResponseStream.SetHeaders(context);
        var output = context.Response.BodyWriter;
        using (var buffer = AnswerBuffer.Rent())
        {
            ResponseJson.WriteError(buffer.Writer, message, type, code);
            buffer.Writer.Flush();
            output.Write("data: "u8);
            buffer.CopyTo(output);
        }

        output.Write("data: [DONE]\n\n"u8);
        await output.FlushAsync(context.RequestAborted);
    }
}
