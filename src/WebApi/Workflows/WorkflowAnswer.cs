using System.Globalization;
using System.Text.Json;
using SkillFlaw.Storage.Queue;

namespace SkillFlaw.WebApi.Workflows;

/// <summary>Writes what a workflow answers, from its job: the same when it has just ended and when it is read later.</summary>
internal static class WorkflowAnswer
{
    /// <summary>A workflow that has ended.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="job">Its job.</param>
    /// <param name="failure">Why it failed, and what kind of failure that is; null where it did not.</param>
    public static void WriteResponse(Utf8JsonWriter writer, QueuedJob job, (string Text, string Type)? failure = null)
    {
        WriteHead(writer, job.JobId, job.FlowId, "response", failure is null ? "completed" : "failed");
        writer.WriteStartArray("errors"u8);
        if (failure is { } known)
        {
            writer.WriteStartObject();
            writer.WriteString("error"u8, known.Text);
            writer.WriteString("code"u8, "EXECUTION_ERROR");
            writer.WriteStartObject("details"u8);
            writer.WriteString("flow_id"u8, job.FlowId);
            writer.WriteString("error_type"u8, known.Type);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WritePropertyName("inputs"u8);
        StoredWorkflow.WriteInputs(writer, job.Request);
        writer.WritePropertyName("outputs"u8);
        writer.WriteRawValue(failure is null && job.Outcome is { } outputs ? outputs : "{}"u8, skipInputValidation: true);
        writer.WriteStartObject("metadata"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>A workflow that nobody waits for.</summary>
    public static void WriteJob(Utf8JsonWriter writer, Guid jobId, Guid flowId, string status)
    {
        WriteHead(writer, jobId, flowId, "job", status);
        writer.WriteStartObject("links"u8);
        writer.WriteString("status"u8, $"{WorkflowEndpoints.Path}?job_id={jobId}");
        writer.WriteString("stop"u8, $"{WorkflowEndpoints.Path}/stop");
        writer.WriteEndObject();
        writer.WriteStartArray("errors"u8);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // The object is left open.
    private static void WriteHead(Utf8JsonWriter writer, Guid jobId, Guid flowId, string kind, string status)
    {
        writer.WriteStartObject();
        writer.WriteString("flow_id"u8, flowId);
        writer.WriteString("job_id"u8, jobId);
        writer.WriteString("object"u8, kind);
        writer.WriteString("created_timestamp"u8, CreatedAt(jobId).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        writer.WriteString("status"u8, status);
    }

    // Ids of jobs begin with their time (UUID version 7), so all answers about a job say the same.
    private static DateTimeOffset CreatedAt(Guid jobId)
    {
        Span<byte> bytes = stackalloc byte[16];
        jobId.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds(
            ((long)System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes) << 16) | System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]));
    }
}
