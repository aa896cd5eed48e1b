using System.Buffers;
using System.Text;
using System.Text.Json;
using SkillFlaw.Grains.Builds;
using SkillFlaw.Graph.Wire;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Runs;

/// <summary>Answers a run that has failed (semantics section 2.8).</summary>
internal static class RunFailure
{
    public static Task WriteAsync(HttpContext context, RunFailedException failure)
    {
        var text = failure.Message;
        if (failure.IsTemporary)
        {
            context.Response.Headers.RetryAfter = "1";
            return ApiError.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, text);
        }

        // Clients rely on both: a missing variable is a 404, and every other failure has JSON in its detail.
        return text.Contains("badly formed hexadecimal UUID string", StringComparison.Ordinal) ? ApiError.WriteAsync(context, StatusCodes.Status400BadRequest, text)
            : text.Contains("not found", StringComparison.Ordinal) ? ApiError.WriteAsync(context, StatusCodes.Status404NotFound, text)
            : ApiError.WriteAsync(context, StatusCodes.Status500InternalServerError, Detail(text));
    }

    private static string Detail(string text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WireJson.Options))
        {
            writer.WriteStartObject();
            writer.WriteString("message"u8, text);
            writer.WriteNull("traceback"u8);
            writer.WriteNull("description"u8);
            writer.WriteNull("code"u8);
            writer.WriteNull("suggestion"u8);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
