using System.Globalization;
using System.Text.Json;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.WebApi.Messages;

/// <summary>Writes messages as answers and events have them (semantics sections 2.6 and 4.5), straight from their fields.</summary>
internal static class MessageJson
{
    private const string Zoned = "yyyy-MM-dd HH:mm:ss 'UTC'";
    private const string Iso = "yyyy-MM-dd'T'HH:mm:ss'+00:00'";

    private static readonly JsonEncodedText _textKey = JsonEncodedText.Encode("text_key");
    private static readonly JsonEncodedText _sender = JsonEncodedText.Encode("sender");
    private static readonly JsonEncodedText _senderName = JsonEncodedText.Encode("sender_name");
    private static readonly JsonEncodedText _sessionId = JsonEncodedText.Encode("session_id");
    private static readonly JsonEncodedText _contextId = JsonEncodedText.Encode("context_id");
    private static readonly JsonEncodedText _text = JsonEncodedText.Encode("text");
    private static readonly JsonEncodedText _timestamp = JsonEncodedText.Encode("timestamp");
    private static readonly JsonEncodedText _flowId = JsonEncodedText.Encode("flow_id");

    /// <summary>The message as the result of a component: its fields, and its data as a copy of them with its id.</summary>
    public static void WriteResult(Utf8JsonWriter writer, Message message)
    {
        writer.WriteStartObject();
        WriteDataOf(writer, message);
        WriteBody(writer, message);
        writer.WriteString(_timestamp, Time(message, Iso));
        writer.WriteString(_flowId, message.FlowId);
        WriteLooks(writer, message);
        writer.WriteEndObject();
    }

    /// <summary>The message as an event shows it: like a result, with its id outside too.</summary>
    public static void WriteEvent(Utf8JsonWriter writer, Message message)
    {
        writer.WriteStartObject();
        writer.WriteString(_timestamp, Time(message, Iso));
        WriteBody(writer, message);
        WriteLooks(writer, message);
        WriteIds(writer, message);
        WriteDataOf(writer, message);
        writer.WriteEndObject();
    }

    private static void WriteDataOf(Utf8JsonWriter writer, Message message)
    {
        writer.WriteString(_textKey, _text);
        writer.WriteStartObject("data"u8);
        writer.WriteString(_timestamp, Time(message, Zoned));
        WriteBody(writer, message);
        WriteLooks(writer, message);
        WriteIds(writer, message);
        foreach (var (name, value) in message.Extra.Entries)
        {
            writer.WritePropertyName(name);
            JsonValues.Write(writer, value);
        }

        writer.WriteEndObject();
        writer.WriteString("default_value"u8, ""u8);
    }

    private static void WriteBody(Utf8JsonWriter writer, Message message)
    {
        writer.WriteString(_text, message.Text);
        writer.WriteString(_sender, message.Sender);
        writer.WriteString(_senderName, message.SenderName);
        WriteFiles(writer, message);
        writer.WriteString(_sessionId, message.SessionId);
        writer.WriteString(_contextId, message.ContextId);
    }

    private static void WriteLooks(Utf8JsonWriter writer, Message message)
    {
        writer.WriteBoolean("error"u8, message.Error);
        writer.WriteBoolean("edit"u8, message.Edit);
        WriteProperties(writer, message.Properties);
        writer.WriteString("category"u8, message.Category);
        writer.WritePropertyName("content_blocks"u8);
        JsonValues.Write(writer, message.ContentBlocks);
        WriteNumber(writer, "duration"u8, message.Duration);
    }

    private static void WriteIds(Utf8JsonWriter writer, Message message)
    {
        if (message.Id is { } id)
        {
            writer.WriteString("id"u8, id);
        }

        writer.WriteString(_flowId, message.FlowId);
    }

    /// <summary>The list of a message's files.</summary>
    public static void WriteFiles(Utf8JsonWriter writer, Message message)
    {
        writer.WriteStartArray("files"u8);
        foreach (var file in message.Files)
        {
            writer.WriteStringValue(file);
        }

        writer.WriteEndArray();
    }

    private static void WriteProperties(Utf8JsonWriter writer, MessageProperties properties)
    {
        writer.WriteStartObject("properties"u8);
        writer.WriteString("text_color"u8, properties.TextColor);
        writer.WriteString("background_color"u8, properties.BackgroundColor);
        writer.WriteBoolean("edited"u8, properties.Edited);
        writer.WriteStartObject("source"u8);
        writer.WriteString("id"u8, properties.Source.Id);
        writer.WriteString("display_name"u8, properties.Source.DisplayName);
        writer.WriteString("source"u8, properties.Source.Source);
        writer.WriteEndObject();
        writer.WriteString("icon"u8, properties.Icon);
        writer.WriteBoolean("allow_markdown"u8, properties.AllowMarkdown);
        if (properties.PositiveFeedback is { } feedback)
        {
            writer.WriteBoolean("positive_feedback"u8, feedback);
        }
        else
        {
            writer.WriteNull("positive_feedback"u8);
        }

        writer.WriteString("state"u8, properties.State);
        writer.WriteStartArray("targets"u8);
        foreach (var target in properties.Targets)
        {
            writer.WriteStringValue(target);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, ReadOnlySpan<byte> name, int? number)
    {
        if (number is { } value)
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static string? Time(Message message, string format) =>
        message.Timestamp?.ToUniversalTime().ToString(format, CultureInfo.InvariantCulture);
}
