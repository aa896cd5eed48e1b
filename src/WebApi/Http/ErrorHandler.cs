using Microsoft.AspNetCore.Diagnostics;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Grains.Queue;
using SkillFlaw.Storage;

namespace SkillFlaw.WebApi.Http;

/// <summary>Turns what a handler throws into an answer (semantics section 1.2).</summary>
internal sealed partial class ErrorHandler(ILogger<ErrorHandler> logger) : IExceptionHandler
{
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

                await ApiError.WriteAsync(httpContext, api.Status, api.Message);
                break;
            case QueueFullException full:
                await FullQueue.WriteAsync(httpContext, full);
                break;
            case DbUpdateConcurrencyException:
                await ApiError.WriteAsync(
                    httpContext, StatusCodes.Status409Conflict, "Somebody else has changed or deleted this at the same time; read it again.");
                break;
            case TimeoutException:
            case var _ when StorageFailure.IsUnavailable(exception):
                LogUnavailable(exception, httpContext.Request.Method, httpContext.Request.Path);
                httpContext.Response.Headers.RetryAfter = "1";
                await ApiError.WriteAsync(
                    httpContext, StatusCodes.Status503ServiceUnavailable, "The database is not available at the moment; try again.");
                break;
            default:
                LogFailed(exception, httpContext.Request.Method, httpContext.Request.Path);
                await ApiError.WriteAsync(
                    httpContext, StatusCodes.Status500InternalServerError, writer => writer.WriteString("message"u8, "An internal error occurred."));
                break;
        }

        return true;
    }

    [LoggerMessage(LogLevel.Warning, "{Method} {Path}: the database is not available")]
    private partial void LogUnavailable(Exception exception, string method, string path);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogFailed(Exception exception, string method, string path);
}
