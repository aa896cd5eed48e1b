using System.Globalization;
using System.Text.Json;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Wire;

/// <summary>
/// Values as <see cref="JsonValues"/> writes them, with what is long cut short (semantics section 4.7): the editor only shows them. Nothing
/// is copied to be cut.
/// </summary>
public static class CutJson
{
    /// <summary>How many characters of a text are left. A character of two UTF-16 units counts as one.</summary>
    public const int LongestText = 6_000;

    /// <summary>How many items of a list, and how many rows of a table are left.</summary>
    public const int MostItems = 1_000;

    private const string Ellipsis = "...";

    /// <summary>Writes a value.</summary>
    public static void Write(Utf8JsonWriter writer, FlowValue value)
    {
        switch (value)
        {
            case TextValue text:
                WriteText(writer, text.Value);
                break;
            case ListValue list:
                WriteList(writer, list);
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
            case DataFrame frame:
                WriteRows(writer, frame);
                break;
            case Message or Data or LanguageModel or Tool or ChatMemory:
                Write(writer, value.ToPlain());
                break;
            default:
                JsonValues.Write(writer, value);
                break;
        }
    }

    /// <summary>Writes a text.</summary>
    public static void WriteText(Utf8JsonWriter writer, string text)
    {
        var left = LengthOf(text, LongestText);
        if (left == text.Length)
        {
            writer.WriteStringValue(text);
            return;
        }

        writer.WriteStringValueSegment(text.AsSpan(0, left), isFinalSegment: false);
        writer.WriteStringValueSegment(Ellipsis, isFinalSegment: true);
    }

    /// <summary>A text as <see cref="WriteText"/> writes it.</summary>
    public static string Cut(string text)
    {
        var left = LengthOf(text, LongestText);
        return left == text.Length ? text : string.Concat(text.AsSpan(0, left), Ellipsis);
    }

    /// <summary>What stands in a list for the items that are left out.</summary>
    internal static string Left(int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{Ellipsis} [truncated {count} items]");

    /// <summary>How long the first so many characters of a text are; a surrogate pair is one.</summary>
    internal static int LengthOf(string text, int characters)
    {
        if (text.Length <= characters)
        {
            return text.Length;
        }

        if (text.AsSpan(0, characters).IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
        {
            return characters;
        }

        var length = 0;
        for (; characters > 0 && length < text.Length; characters--)
        {
            length += char.IsSurrogatePair(text, length) ? 2 : 1;
        }

        return length;
    }

    private static void WriteList(Utf8JsonWriter writer, ListValue list)
    {
        writer.WriteStartArray();
        var left = Math.Min(list.Count, MostItems);
        for (var index = 0; index < left; index++)
        {
            Write(writer, list[index]);
        }

        if (left < list.Count)
        {
            writer.WriteStringValue(Left(list.Count - left));
        }

        writer.WriteEndArray();
    }

    private static void WriteRows(Utf8JsonWriter writer, DataFrame frame)
    {
        writer.WriteStartArray();
        var left = Math.Min(frame.Rows.Length, MostItems);
        for (var row = 0; row < left; row++)
        {
            Write(writer, frame.Record(row));
        }

        writer.WriteEndArray();
    }
}
