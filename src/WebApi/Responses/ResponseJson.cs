using System.Text.Json;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.WebApi.Responses;

/// <summary>Writes responses and their parts as OpenAI's clients read them (semantics section 3.3).</summary>
internal static class ResponseJson
{
    public const string Completed = "completed";
    public const string InProgress = "in_progress";
    public const string Incomplete = "incomplete";
    public const string Failed = "failed";

    /// <summary>The type of an error in what the caller has sent.</summary>
    public const string InvalidRequest = "invalid_request_error";

    /// <summary>The type of an error in what the flow has done.</summary>
    public const string Processing = "processing_error";

    /// <summary>A whole response.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="head">The response.</param>
    /// <param name="status">Its status.</param>
    /// <param name="failure">Why it failed; null where it has not.</param>
    /// <param name="writeOutput">Writes the items of its output.</param>
    public static void Write(Utf8JsonWriter writer, ResponseHead head, string status, string? failure, Action writeOutput)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, head.Id);
        writer.WriteString("object"u8, "response"u8);
        writer.WriteNumber("created_at"u8, head.CreatedAt);
        writer.WriteString("status"u8, status);
        WriteFailure(writer, failure);
        writer.WriteNull("incomplete_details"u8);
        writer.WriteNull("instructions"u8);
        writer.WriteNull("max_output_tokens"u8);
        writer.WriteString("model"u8, head.Model);
        writer.WriteStartArray("output"u8);
        writeOutput();
        writer.WriteEndArray();
        writer.WriteBoolean("parallel_tool_calls"u8, true);
        writer.WriteString("previous_response_id"u8, head.PreviousId);
        writer.WriteStartObject("reasoning"u8);
        writer.WriteNull("effort"u8);
        writer.WriteNull("summary"u8);
        writer.WriteEndObject();
        writer.WriteBoolean("store"u8, true);
        writer.WriteNumber("temperature"u8, 1.0m);
        writer.WriteStartObject("text"u8);
        writer.WriteStartObject("format"u8);
        writer.WriteString("type"u8, "text"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteString("tool_choice"u8, "auto"u8);
        writer.WriteStartArray("tools"u8);
        writer.WriteEndArray();
        writer.WriteNumber("top_p"u8, 1.0m);
        writer.WriteString("truncation"u8, "disabled"u8);
        writer.WriteNull("usage"u8);
        writer.WriteNull("user"u8);
        writer.WriteStartObject("metadata"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>The message that answers.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="head">The response.</param>
    /// <param name="status">Its status.</param>
    /// <param name="text">What it says; null where it has no content yet.</param>
    public static void WriteMessage(Utf8JsonWriter writer, ResponseHead head, string status, string? text)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "message"u8);
        writer.WriteString("id"u8, head.MessageId);
        writer.WriteString("status"u8, status);
        writer.WriteString("role"u8, "assistant"u8);
        writer.WriteStartArray("content"u8);
        if (text is not null)
        {
            WriteText(writer, text);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>The text in a message.</summary>
    public static void WriteText(Utf8JsonWriter writer, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "output_text"u8);
        writer.WriteString("text"u8, text);
        writer.WriteStartArray("annotations"u8);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>A used tool in a plain response.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="tool">The tool.</param>
    /// <param name="number">Which of the response's tools it is, from 1.</param>
    /// <param name="withResults">Whether what it gave is there too.</param>
    public static void WriteTool(Utf8JsonWriter writer, ToolUse tool, int number, bool withResults)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, withResults ? $"{tool.Name}_{number}" : $"fc_{number}");
        if (withResults)
        {
            writer.WriteStartArray("queries"u8);
            foreach (var (_, value) in tool.Input.Entries)
            {
                JsonValues.Write(writer, value);
            }

            writer.WriteEndArray();
            writer.WriteString("status"u8, Completed);
            writer.WriteString("tool_name"u8, tool.Name);
            writer.WriteString("type"u8, "tool_call"u8);
            writer.WritePropertyName("results"u8);
            JsonValues.Write(writer, tool.Output);
        }
        else
        {
            writer.WriteString("type"u8, "function_call"u8);
            writer.WriteString("status"u8, Completed);
            writer.WriteString("name"u8, tool.Name);
            writer.WriteString("arguments"u8, tool.Arguments);
        }

        writer.WriteEndObject();
    }

    /// <summary>An error instead of a response, or within a stream.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="message">What is wrong, for the caller.</param>
    /// <param name="type">Whose fault it is.</param>
    /// <param name="code">Its name; null for none.</param>
    public static void WriteError(Utf8JsonWriter writer, string message, string type, string? code = null)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("error"u8);
        writer.WriteString("message"u8, message);
        writer.WriteString("type"u8, type);
        if (code is not null)
        {
            writer.WriteString("code"u8, code);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteFailure(Utf8JsonWriter writer, string? failure)
    {
        if (failure is null)
        {
            writer.WriteNull("error"u8);
            return;
        }

        writer.WriteStartObject("error"u8);
        writer.WriteString("code"u8, "server_error"u8);
        writer.WriteString("message"u8, failure);
        writer.WriteEndObject();
    }
}
