using Microsoft.AspNetCore.Diagnostics;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Grains.Queue;
using SkillFlaw.Storage;

namespace SkillFlaw.WebApi.Http;

/// <summary>Turns what a handler throws into an answer (semantics section 1.2).</summary>
internal sealed partial class ErrorHandler(ILogger<ErrorHandler> logger) : IExceptionHandler
{
    private const string Internal = "An internal error occurred.";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            // Nobody reads the answer.
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        switch (exception)
        {
            case RequestInvalidException invalid:
                await ValidationError.WriteAsync(httpContext, invalid.Errors);
                break;
            case BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } when ParameterErrors.Of(httpContext) is { Count: > 0 } errors:
                await ValidationError.WriteAsync(httpContext, errors);
                break;
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                await ApiError.WriteAsync(httpContext, StatusCodes.Status413PayloadTooLarge, BodyLimit.Explain(httpContext));
                break;
            case BadHttpRequestException bad:
                await ApiError.WriteAsync(httpContext, bad.StatusCode, bad.Message);
                break;
            case ApiException api:
                if (api.RetryAfter is { } wait)
                {
                    httpContext.Response.Headers.RetryAfter = $"{Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))}";
                }

                if (api.Position is { } position)
                {
                    FullQueue.SetPosition(httpContext, position);
                }

                await WriteAsync(httpContext, api, api.Status, api.Message);
                break;
            case QueueFullException full:
                var (status, detail) = FullQueue.Answer(httpContext, full);
                await WriteAsync(httpContext, full, status, detail);
                break;
            case DbUpdateConcurrencyException:
                await ApiError.WriteAsync(
                    httpContext, StatusCodes.Status409Conflict, "Somebody else has changed or deleted this at the same time; read it again.");
                break;
            case OrleansMessageRejectionException or TimeoutException:
                // A silo is gone, and another one takes its place in a moment; what was asked of it may have been done.
                LogNoAnswer(exception, httpContext.Request.Method, httpContext.Request.Path);
                httpContext.Response.Headers.RetryAfter = "1";
                await WriteAsync(
                    httpContext, exception, StatusCodes.Status503ServiceUnavailable, "A part of the server does not answer at the moment; try again.");
                break;
            case var _ when StorageFailure.IsUnavailable(exception):
                LogUnavailable(exception, httpContext.Request.Method, httpContext.Request.Path);
                httpContext.Response.Headers.RetryAfter = "1";
                await WriteAsync(
                    httpContext, exception, StatusCodes.Status503ServiceUnavailable, "The database is not available at the moment; try again.");
                break;
            default:
                LogFailed(exception, httpContext.Request.Method, httpContext.Request.Path);
                await (ShapeOf(httpContext) is null
                    ? ApiError.WriteAsync(
                        httpContext, StatusCodes.Status500InternalServerError, writer => writer.WriteString("message"u8, Internal))
                    : WriteAsync(httpContext, exception, StatusCodes.Status500InternalServerError, Internal));
                break;
        }

        return true;
    }

    private static Task WriteAsync(HttpContext context, Exception exception, int status, string detail) => ShapeOf(context) is { } shape
        ? ApiError.WriteAsync(context, status, writer => shape.Write(writer, exception, status, detail))
        : ApiError.WriteAsync(context, status, detail);

    private static ErrorShape? ShapeOf(HttpContext context) =>
        context.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.Metadata.GetMetadata<ErrorShape>();

    [LoggerMessage(LogLevel.Warning, "{Method} {Path}: the database is not available")]
    private partial void LogUnavailable(Exception exception, string method, string path);

    [LoggerMessage(LogLevel.Warning, "{Method} {Path}: a part of the server does not answer")]
    private partial void LogNoAnswer(Exception exception, string method, string path);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogFailed(Exception exception, string method, string path);
}
