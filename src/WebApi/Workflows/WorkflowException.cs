using System.Text.Json;
using SkillFlaw.Grains.Queue;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Workflows;

/// <summary>A request for a workflow that ends with an error (semantics section 7.4).</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="code">What is wrong, for programs.</param>
/// <param name="title">The same as a headline.</param>
/// <param name="message">The same as a sentence.</param>
/// <param name="fields">What else it is about.</param>
internal sealed class WorkflowException(int status, string code, string title, string message, params (string Name, string Value)[] fields)
    : ApiException(status, message)
{
    public const string Internal = "INTERNAL_SERVER_ERROR";
    public const string Database = "DATABASE_ERROR";

    /// <summary>The shape of all errors of workflows.</summary>
    public static readonly ErrorShape Shape = new(Write);

    /// <summary>How many seconds were waited; null where that is not what is wrong.</summary>
    public long? TimeoutSeconds { get; init; }

    public static WorkflowException JobNotFound(string jobId) =>
        new(StatusCodes.Status404NotFound, "JOB_NOT_FOUND", "Job not found", $"Job {jobId} not found", ("job_id", jobId));

    public static WorkflowException TooLong(Guid jobId, Guid flowId, TimeSpan limit) => new(
        StatusCodes.Status408RequestTimeout,
        "EXECUTION_TIMEOUT",
        "Execution timeout",
        FormattableString.Invariant($"The workflow did not end within {limit.TotalSeconds:0.###} seconds. Run it in the background."),
        ("job_id", $"{jobId}"),
        ("flow_id", $"{flowId}"))
    {
        TimeoutSeconds = (long)Math.Ceiling(limit.TotalSeconds),
    };

    private static void Write(Utf8JsonWriter writer, Exception exception, int status, string detail)
    {
        writer.WriteStartObject("detail"u8);
        if (exception is WorkflowException known)
        {
            known.Write(writer);
        }
        else
        {
            var (title, code) = (exception, status) switch
            {
                (QueueFullException { IsTenants: false }, _) => ("Service busy", "SERVICE_BUSY"),
                (_, StatusCodes.Status429TooManyRequests) => ("Too many requests", "TOO_MANY_REQUESTS"),
                (_, StatusCodes.Status503ServiceUnavailable) => ("Database error", Database),
                _ => ("Internal server error", Internal),
            };
            Write(writer, title, code, detail);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string title, string code, string message)
    {
        writer.WriteString("error"u8, title);
        writer.WriteString("code"u8, code);
        writer.WriteString("message"u8, message);
    }

    private void Write(Utf8JsonWriter writer)
    {
        Write(writer, title, code, Message);
        foreach (var (name, value) in fields)
        {
            writer.WriteString(name, value);
        }

        if (TimeoutSeconds is { } seconds)
        {
            writer.WriteNumber("timeout_seconds"u8, seconds);
        }
    }
}
