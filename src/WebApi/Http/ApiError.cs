using System.Text.Json;

namespace SkillFlaw.WebApi.Http;

/// <summary>An answer in the shape of all errors, <c>{"detail": …}</c> (semantics section 1.2).</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="detail">What is wrong, for the caller.</param>
internal sealed class ApiError(int status, string detail) : IResult, IStatusCodeHttpResult
{
    public int? StatusCode => status;

    public string Detail => detail;

    public static ApiError BadRequest(string detail) => new(StatusCodes.Status400BadRequest, detail);

    public static ApiError Forbidden(string detail) => new(StatusCodes.Status403Forbidden, detail);

    public static ApiError NotFound(string detail) => new(StatusCodes.Status404NotFound, detail);

    public static ApiError Conflict(string detail) => new(StatusCodes.Status409Conflict, detail);

    public static ApiError Unprocessable(string detail) => new(StatusCodes.Status422UnprocessableEntity, detail);

    public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext, status, detail);

    /// <summary>Writes an error with a text as its detail.</summary>
    public static Task WriteAsync(HttpContext context, int status, string detail) =>
        WriteAsync(context, status, writer => writer.WriteString("detail"u8, detail));

    /// <summary>Writes an error whose object is filled by the caller.</summary>
    public static async Task WriteAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await using (var writer = new Utf8JsonWriter(context.Response.BodyWriter, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
