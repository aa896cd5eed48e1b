using System.Globalization;
using System.Text.Json;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Wire;

/// <summary>Writes messages as answers and events have them (semantics sections 2.6 and 4.5), straight from their fields.</summary>
public static class MessageJson
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
    /// <param name="writer">Where to.</param>
    /// <param name="message">The message.</param>
    /// <param name="isCut">Whether what is long is cut, as in events of builds.</param>
    public static void WriteResult(Utf8JsonWriter writer, Message message, bool isCut = false)
    {
        writer.WriteStartObject();
        WriteDataOf(writer, message, isCut);
        WriteBody(writer, message, isCut);
        writer.WriteString(_timestamp, IsoTime(message.Timestamp));
        WriteText(writer, _flowId, message.FlowId, isCut);
        WriteLooks(writer, message, isCut);
        writer.WriteEndObject();
    }

    /// <summary>The message as an event shows it: like a result, with its id outside too.</summary>
    public static void WriteEvent(Utf8JsonWriter writer, Message message)
    {
        writer.WriteStartObject();
        writer.WriteString(_timestamp, IsoTime(message.Timestamp));
        WriteBody(writer, message, isCut: false);
        WriteLooks(writer, message, isCut: false);
        WriteIds(writer, message, isCut: false);
        WriteDataOf(writer, message, isCut: false);
        writer.WriteEndObject();
    }

    /// <summary>The list of a message's files.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="message">The message.</param>
    /// <param name="isCut">Whether what is long is cut, as in events of builds.</param>
    public static void WriteFiles(Utf8JsonWriter writer, Message message, bool isCut = false)
    {
        writer.WriteStartArray("files"u8);
        var left = isCut ? Math.Min(message.Files.Length, CutJson.MostItems) : message.Files.Length;
        foreach (var file in message.Files.AsSpan(0, left))
        {
            WriteText(writer, file, isCut);
        }

        if (left < message.Files.Length)
        {
            writer.WriteStringValue(CutJson.Left(message.Files.Length - left));
        }

        writer.WriteEndArray();
    }

    /// <summary>A time as messages have it outside of their data.</summary>
    internal static string? IsoTime(DateTimeOffset? time) => Time(time, Iso);

    /// <summary>A time as the data of a message has it.</summary>
    internal static string? ZonedTime(DateTimeOffset? time) => Time(time, Zoned);

    /// <summary>How a message looks and where it comes from, as JSON.</summary>
    /// <param name="properties">The properties.</param>
    /// <param name="onlySet">Without those that are as nobody has set them.</param>
    /// <exception cref="ArgumentException">A text is not valid Unicode.</exception>
    public static string Write(MessageProperties properties, bool onlySet = false) => JsonText.Write(properties, onlySet ? WriteSet : WriteValue);

    internal static void WriteProperties(Utf8JsonWriter writer, MessageProperties properties)
    {
        writer.WritePropertyName("properties"u8);
        WriteValue(writer, properties);
    }

    private static void WriteSet(Utf8JsonWriter writer, MessageProperties properties)
    {
        writer.WriteStartObject();
        WriteSet(writer, "text_color"u8, properties.TextColor);
        WriteSet(writer, "background_color"u8, properties.BackgroundColor);
        if (properties.Edited)
        {
            writer.WriteBoolean("edited"u8, true);
        }

        if (properties.Source != MessageSource.None)
        {
            writer.WriteStartObject("source"u8);
            WriteSet(writer, "id"u8, properties.Source.Id);
            WriteSet(writer, "display_name"u8, properties.Source.DisplayName);
            WriteSet(writer, "source"u8, properties.Source.Source);
            writer.WriteEndObject();
        }

        WriteSet(writer, "icon"u8, properties.Icon);
        if (properties.AllowMarkdown)
        {
            writer.WriteBoolean("allow_markdown"u8, true);
        }

        if (properties.PositiveFeedback is { } feedback)
        {
            writer.WriteBoolean("positive_feedback"u8, feedback);
        }

        if (properties.State != MessageProperties.Complete)
        {
            writer.WriteString("state"u8, properties.State);
        }

        if (!properties.Targets.IsEmpty)
        {
            WriteTargets(writer, properties);
        }

        writer.WriteEndObject();
    }

    private static void WriteSet(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    private static void WriteValue(Utf8JsonWriter writer, MessageProperties properties)
    {
        writer.WriteStartObject();
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
        WriteTargets(writer, properties);
        writer.WriteEndObject();
    }

    private static void WriteTargets(Utf8JsonWriter writer, MessageProperties properties)
    {
        writer.WriteStartArray("targets"u8);
        foreach (var target in properties.Targets)
        {
            writer.WriteStringValue(target);
        }

        writer.WriteEndArray();
    }

    private static void WriteDataOf(Utf8JsonWriter writer, Message message, bool isCut)
    {
        writer.WriteString(_textKey, _text);
        writer.WriteStartObject("data"u8);
        writer.WriteString(_timestamp, ZonedTime(message.Timestamp));
        WriteBody(writer, message, isCut);
        WriteLooks(writer, message, isCut);
        WriteIds(writer, message, isCut);
        foreach (var (name, value) in message.Extra.Entries)
        {
            writer.WritePropertyName(name);
            WriteValue(writer, value, isCut);
        }

        writer.WriteEndObject();
        writer.WriteString("default_value"u8, ""u8);
    }

    private static void WriteBody(Utf8JsonWriter writer, Message message, bool isCut)
    {
        WriteText(writer, _text, message.Text, isCut);
        WriteText(writer, _sender, message.Sender, isCut);
        WriteText(writer, _senderName, message.SenderName, isCut);
        WriteFiles(writer, message, isCut);
        WriteText(writer, _sessionId, message.SessionId, isCut);
        WriteText(writer, _contextId, message.ContextId, isCut);
    }

    private static void WriteLooks(Utf8JsonWriter writer, Message message, bool isCut)
    {
        writer.WriteBoolean("error"u8, message.Error);
        writer.WriteBoolean("edit"u8, message.Edit);
        WriteProperties(writer, message.Properties);
        writer.WriteString("category"u8, message.Category);
        writer.WritePropertyName("content_blocks"u8);
        WriteValue(writer, message.ContentBlocks, isCut);
        WriteNumber(writer, "duration"u8, message.Duration);
    }

    private static void WriteIds(Utf8JsonWriter writer, Message message, bool isCut)
    {
        if (message.Id is { } id)
        {
            writer.WriteString("id"u8, id);
        }

        WriteText(writer, _flowId, message.FlowId, isCut);
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

    private static void WriteText(Utf8JsonWriter writer, JsonEncodedText name, string? text, bool isCut)
    {
        writer.WritePropertyName(name);
        WriteText(writer, text, isCut);
    }

    private static void WriteText(Utf8JsonWriter writer, string? text, bool isCut)
    {
        if (isCut && text is not null)
        {
            CutJson.WriteText(writer, text);
        }
        else
        {
            writer.WriteStringValue(text);
        }
    }

    private static void WriteValue(Utf8JsonWriter writer, FlowValue value, bool isCut)
    {
        if (isCut)
        {
            CutJson.Write(writer, value);
        }
        else
        {
            JsonValues.Write(writer, value);
        }
    }

    private static string? Time(DateTimeOffset? time, string format) =>
        time?.ToUniversalTime().ToString(format, CultureInfo.InvariantCulture);
}
