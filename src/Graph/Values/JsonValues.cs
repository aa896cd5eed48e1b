using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using SkillFlaw.Graph.Conversions;

namespace SkillFlaw.Graph.Values;

/// <summary>Values as JSON, the way the wire and the text forms have them: a message is its fields, a table is its list of rows.</summary>
public static class JsonValues
{
    // Python refuses longer integers too; parsing them takes time that grows with the square of the length.
    private const int LongestInteger = 4300;

    private static readonly UTF8Encoding _strictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Reads one JSON value.</summary>
    /// <exception cref="InvalidValueException">
    /// Not JSON, deeper than <see cref="FlowValue.MaxDepth"/>, a text that is no Unicode, or an endless integer.
    /// </exception>
    public static FlowValue Parse(string json)
    {
        try
        {
            return Parse(_strictUtf8.GetBytes(json));
        }
        catch (EncoderFallbackException failure)
        {
            throw new InvalidValueException("A text is not valid Unicode.", failure);
        }
    }

    /// <inheritdoc cref="Parse(string)" />
    public static FlowValue Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = FlowValue.MaxDepth });
            return Read(document.RootElement);
        }
        catch (JsonException failure)
        {
            throw new InvalidValueException("This is not valid JSON.", failure);
        }
    }

    /// <summary>Takes over a parsed JSON value. A repeated key keeps its place and takes the last value.</summary>
    /// <exception cref="InvalidValueException">A text that is no Unicode, or deeper than <see cref="FlowValue.MaxDepth"/>.</exception>
    public static FlowValue Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => ReadObject(element),
        JsonValueKind.Array => ReadList(element),
        JsonValueKind.String => FlowValue.Of(ReadText(element)),
        JsonValueKind.Number => ReadNumber(element),
        JsonValueKind.True => BooleanValue.True,
        JsonValueKind.False => BooleanValue.False,
        _ => NullValue.Instance,
    };

    /// <summary>The text of a JSON string.</summary>
    /// <exception cref="InvalidValueException">It is no Unicode: half of a surrogate pair, broken UTF-8.</exception>
    public static string ReadText(JsonElement text)
    {
        try
        {
            return text.GetString() ?? "";
        }
        catch (InvalidOperationException failure)
        {
            throw new InvalidValueException("A text is not valid Unicode.", failure);
        }
    }

    /// <summary>Writes a value. Numbers that JSON cannot have become null.</summary>
    public static void Write(Utf8JsonWriter writer, FlowValue value)
    {
        switch (value)
        {
            case NullValue:
                writer.WriteNullValue();
                break;
            case BooleanValue boolean:
                writer.WriteBooleanValue(boolean.Value);
                break;
            case IntegerValue integer:
                WriteInteger(writer, integer.Value);
                break;
            case NumberValue number:
                WriteNumber(writer, number.Value);
                break;
            case TextValue text:
                writer.WriteStringValue(text.Value);
                break;
            case ListValue list:
                writer.WriteStartArray();
                foreach (var item in list.Items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case ObjectValue fields:
                writer.WriteStartObject();
                foreach (var (key, item) in fields.Entries)
                {
                    writer.WritePropertyName(key);
                    Write(writer, item);
                }

                writer.WriteEndObject();
                break;
            default:
                Write(writer, value.ToPlain());
                break;
        }
    }

    /// <summary>The JSON of a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="indent">Spaces per level; 0 for one line without spaces.</param>
    public static string ToJson(this FlowValue value, int indent = 0) =>
        (indent > 0 ? new JsonText { Indent = indent, Colon = ": " } : new JsonText()).Write(value);

    /// <summary>The plain JSON value that stands for a value: itself for what is plain already.</summary>
    public static FlowValue ToPlain(this FlowValue value) => value switch
    {
        Message message => message.ToFields(),
        Data data => data.Fields,
        DataFrame frame => FlowValue.Of(frame.Records()),
        LanguageModel model => FlowValue.Of(("provider", FlowValue.Of(model.Provider)), ("model", FlowValue.Of(model.Model))),
        Tool tool => FlowValue.Of(("name", FlowValue.Of(tool.Name)), ("description", FlowValue.Of(tool.Description))),
        ChatMemory memory => FlowValue.Of(("session_id", FlowValue.Of(memory.SessionId))),
        _ => value,
    };

    private static ObjectValue ReadObject(JsonElement element)
    {
        var builder = new ObjectBuilder(element.GetPropertyCount());
        foreach (var property in element.EnumerateObject())
        {
            builder.Set(ReadName(property), Read(property.Value));
        }

        return builder.ToValue();
    }

    /// <summary>The name of a JSON property.</summary>
    /// <exception cref="InvalidValueException">It is no Unicode.</exception>
    public static string ReadName(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException failure)
        {
            throw new InvalidValueException("The name of a field is not valid Unicode.", failure);
        }
    }

    private static ListValue ReadList(JsonElement element)
    {
        var items = ImmutableArray.CreateBuilder<FlowValue>(element.GetArrayLength());
        foreach (var item in element.EnumerateArray())
        {
            items.Add(Read(item));
        }

        return new ListValue(items.MoveToImmutable());
    }

    private static FlowValue ReadNumber(JsonElement element)
    {
        if (element.TryGetInt64(out var integer))
        {
            return FlowValue.Of(integer);
        }

        var text = element.GetRawText();
        return text.AsSpan().IndexOfAny('.', 'e', 'E') >= 0 ? FlowValue.Of(element.GetDouble())
            : text.Length <= LongestInteger ? new IntegerValue(BigInteger.Parse(text, CultureInfo.InvariantCulture))
            : throw new InvalidValueException($"An integer may have at most {LongestInteger} digits.");
    }

    private static void WriteInteger(Utf8JsonWriter writer, BigInteger value)
    {
        if (value >= long.MinValue && value <= long.MaxValue)
        {
            writer.WriteNumberValue((long)value);
        }
        else
        {
            writer.WriteRawValue(value.ToString(CultureInfo.InvariantCulture), skipInputValidation: true);
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
        {
            // Always with a point or an exponent, so that it is read as a number with a fraction again.
            writer.WriteRawValue(PythonText.Str(value), skipInputValidation: true);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
