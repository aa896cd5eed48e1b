using System.Text.Json;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.WebApi.Responses;

/// <summary>Writes the items of used tools in a stream (semantics section 3.3), which differ a little from those in a plain response.</summary>
internal static class StreamedTool
{
    /// <summary>The item as it begins.</summary>
    public static void WriteAdded(Utf8JsonWriter writer, ToolUse tool, int number)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, $"fc_{number}");
        writer.WriteString("type"u8, "function_call"u8);
        writer.WriteString("status"u8, ResponseJson.InProgress);
        writer.WriteString("name"u8, tool.Name);
        writer.WriteString("arguments"u8, ""u8);
        writer.WriteString("call_id"u8, $"call_{number}");
        writer.WriteEndObject();
    }

    /// <summary>The item as it ends.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="tool">The tool.</param>
    /// <param name="number">Which of the response's tools it is, from 1.</param>
    /// <param name="withResults">Whether what it gave is there too.</param>
    public static void WriteDone(Utf8JsonWriter writer, ToolUse tool, int number, bool withResults)
    {
        writer.WriteStartObject();
        if (withResults)
        {
            writer.WriteString("id"u8, $"{tool.Name}_fc_{number}");
            writer.WritePropertyName("inputs"u8);
            JsonValues.Write(writer, tool.Input);
            writer.WriteString("status"u8, ResponseJson.Completed);
            writer.WriteString("type"u8, "tool_call"u8);
            writer.WriteString("tool_name"u8, tool.Name);
            writer.WritePropertyName("results"u8);
            JsonValues.Write(writer, tool.Output);
        }
        else
        {
            writer.WriteString("id"u8, $"fc_{number}");
            writer.WriteString("type"u8, "function_call"u8);
            writer.WriteString("status"u8, ResponseJson.Completed);
            writer.WriteString("arguments"u8, tool.Arguments);
            writer.WriteString("call_id"u8, $"call_{number}");
            writer.WriteString("name"u8, tool.Name);
        }

        writer.WriteEndObject();
    }
}
