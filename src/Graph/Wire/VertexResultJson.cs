using System.Collections.Immutable;
using System.Text.Json;
using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Wire;

/// <summary>Writes what a vertex gave, as answers of runs and events of builds both show it (semantics sections 2.6 and 4.7).</summary>
/// <param name="writer">Where to.</param>
/// <param name="type">The type of the vertex' component.</param>
/// <param name="result">What it gave.</param>
/// <param name="isBuild">Whether it stands in an event of a build: what is long is cut, and files in artifacts say what they are.</param>
public readonly struct VertexResultJson(Utf8JsonWriter writer, string type, VertexResult result, bool isBuild)
{
    /// <summary>Whether the results of a component stand in answers: those that take from or give to whoever runs the flow.</summary>
    public static bool IsInterface(string type) =>
        type is "ChatInput" or "ChatOutput" or "TextInput" or "TextOutput" or "Webhook" or "DataOutput";

    /// <summary>Whether a component talks with somebody; its artifact is then the message.</summary>
    public static bool IsChat(string type) => type is "ChatInput" or "ChatOutput";

    /// <summary>The text of a message as people read it. What a machine says is markdown, where a line break needs an empty line.</summary>
    public static string Shown(Message message) =>
        message.Sender != Message.Machine || !message.Text.Contains('\n', StringComparison.Ordinal)
            ? message.Text
            : message.Text.Replace("\n\n", "\n", StringComparison.Ordinal).Replace("\n", "\n\n", StringComparison.Ordinal);

    /// <summary>What a value is called.</summary>
    public static string TypeOf(FlowValue value) => value switch
    {
        Message or TextValue => "text",
        Data or ObjectValue => "object",
        ListValue or DataFrame => "array",
        _ => "unknown",
    };

    /// <summary>What the value of an output is called. A record of a component that says nothing of its status is data.</summary>
    public static string TypeOf(VertexResult result, FlowValue value) => value is Data && result.Status is null ? "data" : TypeOf(value);

    /// <summary>The first message among the outputs, or null.</summary>
    public static Message? MessageOf(VertexResult result)
    {
        foreach (var (_, value) in result.Outputs.Entries)
        {
            if (value is Message message)
            {
                return message;
            }
        }

        return null;
    }

    /// <summary>The values of the outputs by their names; nothing for what is no interface.</summary>
    public void WriteResults()
    {
        writer.WriteStartObject();
        if (IsInterface(type))
        {
            foreach (var (name, value) in result.Outputs.Entries)
            {
                writer.WritePropertyName(name);
                WriteResult(value);
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>The message of a chat component, and for all others what their values look like.</summary>
    public void WriteArtifacts()
    {
        writer.WriteStartObject();
        if (!IsChat(type))
        {
            foreach (var (name, value) in result.Outputs.Entries)
            {
                writer.WriteStartObject(name);
                writer.WriteString("repr"u8, isBuild ? ReprCut(value) : PythonText.Str(value));
                writer.WritePropertyName("raw"u8);
                WriteOutput(value);
                writer.WriteString("type"u8, TypeOf(result, value));
                writer.WriteEndObject();
            }
        }
        else if (MessageOf(result) is { } message)
        {
            writer.WritePropertyName("message"u8);
            writer.WriteStringValue(isBuild ? ShownCut(message) : Shown(message));
            WriteSender(message);
            WriteFiles(message);
            writer.WriteString("type"u8, "object"u8);
        }

        writer.WriteEndObject();
    }

    /// <summary>The values of all outputs, with an empty text for those that were not computed.</summary>
    /// <param name="declared">The names of the outputs that the file lists.</param>
    public void WriteOutputs(ImmutableArray<string> declared)
    {
        writer.WriteStartObject();
        foreach (var name in declared)
        {
            var value = result.Outputs.Find(name);
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

            writer.WriteString("type"u8, value is null ? "unknown" : TypeOf(result, value));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>What the component wrote down while it computed each output.</summary>
    /// <param name="declared">The names of the outputs that the file lists.</param>
    public void WriteLogs(ImmutableArray<string> declared)
    {
        writer.WriteStartObject();
        foreach (var name in declared)
        {
            writer.WriteStartArray(name);
            foreach (var log in result.Logs)
            {
                if (log.Output == name)
                {
                    writer.WriteStartObject();
                    WriteLog(log);
                    writer.WriteEndObject();
                }
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>Who says a message, as far as that is known.</summary>
    public void WriteSender(Message message)
    {
        WriteText("sender"u8, message.Sender);
        WriteText("sender_name"u8, message.SenderName);
    }

    /// <summary>The fields of a log's line.</summary>
    internal void WriteLog(VertexLog log)
    {
        writer.WritePropertyName("name"u8);
        WriteText(log.Name);
        writer.WritePropertyName("message"u8);
        WriteOutput(log.Message);
        writer.WriteString("type"u8, TypeOf(log.Message));
    }

    /// <summary><see cref="Shown"/>, cut.</summary>
    internal static string ShownCut(Message message)
    {
        // It is never shorter than the text, so what is behind the cut does not count.
        var text = message.Text;
        return CutJson.Cut(Shown(text.Length <= CutJson.LongestText
            ? message
            : message with { Text = text[..CutJson.LengthOf(text, CutJson.LongestText + 1)] }));
    }

    /// <summary>What a value looks like to a person, cut.</summary>
    internal static string ReprCut(FlowValue value) => CutJson.Cut(PythonText.Str(value, 2 * CutJson.LongestText + 1));

    private void WriteFiles(Message message)
    {
        if (!isBuild)
        {
            MessageJson.WriteFiles(writer, message);
            return;
        }

        writer.WriteStartArray("files"u8);
        foreach (var file in message.Files.AsSpan(0, Math.Min(message.Files.Length, CutJson.MostItems)))
        {
            MessageFile.Write(writer, file);
        }

        writer.WriteEndArray();
    }

    private void WriteResult(FlowValue value)
    {
        switch (value)
        {
            case Message message:
                MessageJson.WriteResult(writer, message, isBuild);
                break;
            case Data data:
                writer.WriteStartObject();
                writer.WriteString("text_key"u8, data.TextKey);
                writer.WritePropertyName("data"u8);
                WriteValue(data.Fields);
                writer.WritePropertyName("default_value"u8);
                WriteText(data.DefaultValue);
                writer.WriteEndObject();
                break;
            default:
                WriteValue(value);
                break;
        }
    }

    private void WriteOutput(FlowValue value)
    {
        if (value is Message message)
        {
            WriteText(message.Text);
        }
        else
        {
            WriteValue(value);
        }
    }

    private void WriteValue(FlowValue value)
    {
        if (isBuild)
        {
            CutJson.Write(writer, value);
        }
        else
        {
            JsonValues.Write(writer, value);
        }
    }

    private void WriteText(string text)
    {
        if (isBuild)
        {
            CutJson.WriteText(writer, text);
        }
        else
        {
            writer.WriteStringValue(text);
        }
    }

    private void WriteText(ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            writer.WritePropertyName(name);
            WriteText(text);
        }
    }
}
