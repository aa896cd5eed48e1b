using System.Text.Json;
using SkillFlaw.Grains.Builds;
using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Values;
using SkillFlaw.WebApi.Messages;

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
        var isInterface = report.Type is "ChatInput" or "ChatOutput" or "TextInput" or "TextOutput" or "Webhook" or "DataOutput";
        writer.WriteStartObject();
        writer.WriteStartObject("results"u8);
        if (isInterface)
        {
            foreach (var (name, value) in report.Result.Outputs.Entries)
            {
                writer.WritePropertyName(name);
                WriteResult(value);
            }
        }

        writer.WriteEndObject();
        WriteArtifacts(report);
        WriteOutputs(report);
        WriteLogs(report);
        WriteMessages(report, isInterface);
        WriteNothing("timedelta"u8);
        WriteNothing("duration"u8);
        writer.WriteString("component_display_name"u8, report.DisplayName);
        writer.WriteString("component_id"u8, report.VertexId);
        writer.WriteBoolean("used_frozen_result"u8, false);
        writer.WriteEndObject();
    }

    private void WriteResult(FlowValue value)
    {
        switch (value)
        {
            case Message message:
                MessageJson.WriteResult(writer, message);
                break;
            case Data data:
                writer.WriteStartObject();
                writer.WriteString("text_key"u8, data.TextKey);
                writer.WritePropertyName("data"u8);
                JsonValues.Write(writer, data.Fields);
                writer.WriteString("default_value"u8, data.DefaultValue);
                writer.WriteEndObject();
                break;
            default:
                JsonValues.Write(writer, value);
                break;
        }
    }

    private void WriteArtifacts(VertexReport report)
    {
        writer.WriteStartObject("artifacts"u8);
        if (report.Type is "ChatInput" or "ChatOutput")
        {
            if (report.Result.Outputs.Entries.Select(output => output.Value).OfType<Message>().FirstOrDefault() is { } message)
            {
                writer.WriteString("message"u8, Shown(message));
                WriteText("sender"u8, message.Sender);
                WriteText("sender_name"u8, message.SenderName);
                MessageJson.WriteFiles(writer, message);
                writer.WriteString("type"u8, "object"u8);
            }
        }
        else
        {
            foreach (var (name, value) in report.Result.Outputs.Entries)
            {
                writer.WriteStartObject(name);
                writer.WriteString("repr"u8, PythonText.Str(value));
                writer.WritePropertyName("raw"u8);
                WriteOutput(value);
                writer.WriteString("type"u8, TypeOf(report, value));
                writer.WriteEndObject();
            }
        }

        writer.WriteEndObject();
    }

    private void WriteOutputs(VertexReport report)
    {
        writer.WriteStartObject("outputs"u8);
        foreach (var name in report.DeclaredOutputs)
        {
            var value = report.Result.Outputs.Find(name);
            writer.WriteStartObject(name);
            writer.WritePropertyName("message"u8);
            if (value is null)
            {
                writer.WriteStringValue(""u8);
            }
            else
            {
                WriteOutput(value);
            }

            writer.WriteString("type"u8, value is null ? "unknown" : TypeOf(report, value));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private void WriteLogs(VertexReport report)
    {
        writer.WriteStartObject("logs"u8);
        foreach (var name in report.DeclaredOutputs)
        {
            writer.WriteStartArray(name);
            foreach (var log in report.Result.Logs)
            {
                if (log.Output == name)
                {
                    writer.WriteStartObject();
                    writer.WriteString("name"u8, log.Name);
                    writer.WritePropertyName("message"u8);
                    WriteOutput(log.Message);
                    writer.WriteString("type"u8, TypeOf(log.Message));
                    writer.WriteEndObject();
                }
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private void WriteMessages(VertexReport report, bool isInterface)
    {
        writer.WriteStartArray("messages"u8);
        if (isInterface)
        {
            foreach (var (_, value) in report.Result.Outputs.Entries)
            {
                if (value is Message { Text.Length: > 0, Sender.Length: > 0 } message)
                {
                    Write(message, report);
                }
            }
        }

        writer.WriteEndArray();
    }

    private void Write(Message message, VertexReport report)
    {
        writer.WriteStartObject();
        writer.WriteString("message"u8, Shown(message));
        WriteText("sender"u8, message.Sender);
        WriteText("sender_name"u8, message.SenderName);
        writer.WriteString("session_id"u8, message.SessionId);
        WriteNothing("stream_url"u8);
        writer.WriteString("component_id"u8, report.VertexId);
        writer.WriteStartArray("files"u8);
        foreach (var file in message.Files)
        {
            writer.WriteStartObject();
            writer.WriteString("path"u8, file);
            writer.WriteString("name"u8, Path.GetFileName(file));
            writer.WriteString("type"u8, Path.GetExtension(file).TrimStart('.').ToLowerInvariant());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("type"u8, "text"u8);
        writer.WriteEndObject();
    }

    private void WriteOutput(FlowValue value)
    {
        if (value is Message message)
        {
            writer.WriteStringValue(message.Text);
        }
        else
        {
            JsonValues.Write(writer, value);
        }
    }

    private void WriteText(ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    private void WriteNothing(ReadOnlySpan<byte> name)
    {
        if (!dropsNulls)
        {
            writer.WriteNull(name);
        }
    }

    // What a machine says is shown as markdown, where a line break needs an empty line.
    private static string Shown(Message message) =>
        message.Sender != Message.Machine || !message.Text.Contains('\n', StringComparison.Ordinal)
            ? message.Text
            : message.Text.Replace("\n\n", "\n", StringComparison.Ordinal).Replace("\n", "\n\n", StringComparison.Ordinal);

    private static string TypeOf(VertexReport report, FlowValue value) =>
        value is Data && report.Result.Status is null ? "data" : TypeOf(value);

    private static string TypeOf(FlowValue value) => value switch
    {
        Message or TextValue => "text",
        Data or ObjectValue => "object",
        ListValue or DataFrame => "array",
        _ => "unknown",
    };
}
