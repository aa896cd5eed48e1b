using System.Runtime.InteropServices;
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

    /// <summary>The error of a number in the query that is smaller than it may be; null for none.</summary>
    public static ValidationError? TooSmall(string name, int? value, int least) => value is not { } number || number >= least
        ? null
        : new("greater_than_equal", ["query", name], $"Input should be greater than or equal to {least}", InputOf($"{number}"))
        {
            Context = ("ge", (long)least),
        };

    /// <summary>The error of a number in the query that is larger than it may be; null for none.</summary>
    public static ValidationError? TooLarge(string name, int? value, int most) => value is not { } number || number <= most
        ? null
        : new("less_than_equal", ["query", name], $"Input should be less than or equal to {most}", InputOf($"{number}"))
        {
            Context = ("le", (long)most),
        };

    /// <summary>The error of a text in the query that is none of some; null for none.</summary>
    public static ValidationError? NoneOf(string name, string? value, params ReadOnlySpan<string> choices)
    {
        if (value is null || choices.Contains(value))
        {
            return null;
        }

        var expected = string.Join(", ", choices[..^1].ToArray().Select(choice => $"'{choice}'")) + $" or '{choices[^1]}'";
        return new("literal_error", ["query", name], $"Input should be {expected}", InputOf(value)) { Context = ("expected", expected) };
    }

    /// <summary>Answers with 422 and all errors.</summary>
    public static Task WriteAsync(HttpContext context, IReadOnlyList<ValidationError> errors) =>
        ApiError.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, writer =>
        {
            writer.WriteStartArray("detail"u8);
            foreach (var error in errors)
            {
                error.Write(writer);
            }

            writer.WriteEndArray();
        });

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
        if (Input is { ValueKind: not JsonValueKind.Undefined } input && JsonMarshal.GetRawUtf8Value(input) is { Length: <= LongestInput } raw)
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

    // What stands in a query is a text, whatever it means.
    private static JsonElement InputOf(string text) => JsonSerializer.SerializeToElement(text, HttpJson.Default.String);
}
