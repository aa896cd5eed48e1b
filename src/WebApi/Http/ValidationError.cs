using System.Text.Json;

namespace SkillFlaw.WebApi.Http;

/// <summary>One thing that is wrong with a request: an item of a 422's list (semantics section 1.2).</summary>
/// <param name="Type">The kind of error: missing, string_type, uuid_parsing, …</param>
/// <param name="Location">body, query, path or header; then names and indices (as texts of digits).</param>
/// <param name="Message">What should be there.</param>
/// <param name="Input">What was there, as JSON; null for nothing.</param>
internal sealed record ValidationError(string Type, string[] Location, string Message, JsonElement? Input)
{
    /// <summary>More about it: the limit that was passed.</summary>
    public (string Name, object Value)? Context { get; init; }

    // What a client sent is told back to it, but not at any length.
    private const int LongestInput = 10_000;

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, Type);
        writer.WriteStartArray("loc"u8);
        foreach (var part in Location)
        {
            if (int.TryParse(part, out var index))
            {
                writer.WriteNumberValue(index);
            }
            else
            {
                writer.WriteStringValue(part);
            }
        }

        writer.WriteEndArray();
        writer.WriteString("msg"u8, Message);
        writer.WritePropertyName("input"u8);
        if (Input is { ValueKind: not JsonValueKind.Undefined } input && input.GetRawText() is { Length: <= LongestInput } raw)
        {
            writer.WriteRawValue(raw, skipInputValidation: true);
        }
        else
        {
            writer.WriteNullValue();
        }

        if (Context is var (name, value))
        {
            writer.WriteStartObject("ctx"u8);
            writer.WritePropertyName(name);
            switch (value)
            {
                case long number:
                    writer.WriteNumberValue(number);
                    break;
                default:
                    writer.WriteStringValue(value.ToString());
                    break;
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
