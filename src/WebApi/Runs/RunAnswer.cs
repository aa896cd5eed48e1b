using System.Text.Json;
using SkillFlaw.Grains.Builds;
using SkillFlaw.Graph.Values;
using SkillFlaw.Graph.Wire;

namespace SkillFlaw.WebApi.Runs;

/// <summary>Writes the answer of a run (semantics section 2.6), straight from the results.</summary>
/// <param name="writer">Where to.</param>
/// <param name="dropsNulls">Whether fields that have no value are left out, as for an advanced run (section 3.1).</param>
internal readonly struct RunAnswer(Utf8JsonWriter writer, bool dropsNulls)
{
    /// <summary>Writes the whole answer.</summary>
    /// <param name="sessionId">The conversation.</param>
    /// <param name="sets">What each set of inputs was, and what came of it.</param>
    public void Write(string sessionId, params ReadOnlySpan<(string? InputValue, RunOutcome Outcome)> sets)
    {
        writer.WriteStartObject();
        if (!dropsNulls)
        {
            writer.WriteString("session_id"u8, sessionId);
        }

        writer.WriteStartArray("outputs"u8);
        foreach (var (input, outcome) in sets)
        {
            writer.WriteStartObject();
            writer.WriteStartObject("inputs"u8);
            if (input is not null)
            {
                writer.WriteString("input_value"u8, input);
            }

            writer.WriteEndObject();
            writer.WriteStartArray("outputs"u8);
            foreach (var report in outcome.Outputs)
            {
                Write(report);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (dropsNulls)
        {
            writer.WriteString("session_id"u8, sessionId);
        }

        writer.WriteEndObject();
    }

    private void Write(VertexReport report)
    {
        var result = new VertexResultJson(writer, report.Type, report.Result, isBuild: false);
        writer.WriteStartObject();
        writer.WritePropertyName("results"u8);
        result.WriteResults();
        writer.WritePropertyName("artifacts"u8);
        result.WriteArtifacts();
        writer.WritePropertyName("outputs"u8);
        result.WriteOutputs(report.DeclaredOutputs);
        writer.WritePropertyName("logs"u8);
        result.WriteLogs(report.DeclaredOutputs);
        WriteMessages(report, result);
        WriteNothing("timedelta"u8);
        WriteNothing("duration"u8);
        writer.WriteString("component_display_name"u8, report.DisplayName);
        writer.WriteString("component_id"u8, report.VertexId);
        writer.WriteBoolean("used_frozen_result"u8, false);
        writer.WriteEndObject();
    }

    private void WriteMessages(VertexReport report, VertexResultJson result)
    {
        writer.WriteStartArray("messages"u8);
        if (VertexResultJson.IsInterface(report.Type))
        {
            foreach (var (_, value) in report.Result.Outputs.Entries)
            {
                if (value is Message { Text.Length: > 0, Sender.Length: > 0 } message)
                {
                    Write(message, report, result);
                }
            }
        }

        writer.WriteEndArray();
    }

    private void Write(Message message, VertexReport report, VertexResultJson result)
    {
        writer.WriteStartObject();
        writer.WriteString("message"u8, VertexResultJson.Shown(message));
        result.WriteSender(message);
        writer.WriteString("session_id"u8, message.SessionId);
        WriteNothing("stream_url"u8);
        writer.WriteString("component_id"u8, report.VertexId);
        writer.WriteStartArray("files"u8);
        foreach (var file in message.Files)
        {
            MessageFile.Write(writer, file);
        }

        writer.WriteEndArray();
        writer.WriteString("type"u8, "text"u8);
        writer.WriteEndObject();
    }

    private void WriteNothing(ReadOnlySpan<byte> name)
    {
        if (!dropsNulls)
        {
            writer.WriteNull(name);
        }
    }
}
