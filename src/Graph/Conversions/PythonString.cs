using System.Globalization;
using System.Text;

namespace SkillFlaw.Graph.Conversions;

/// <summary>What Python's <c>str</c> does where .NET's string does something slightly different.</summary>
public static class PythonString
{
    /// <summary>True for what <c>str.isspace</c> and <c>\s</c> take for white space: also the four separators of ASCII.</summary>
    public static bool IsSpace(char character) => char.IsWhiteSpace(character) || character is >= '\x1c' and <= '\x1f';

    /// <summary>The order of texts in Python, which is that of their code points: what takes two UTF-16 units comes last.</summary>
    public static Comparer<string> Order { get; } = Comparer<string>.Create(Compare);

    /// <summary>The text without white space at both ends, as <c>str.strip()</c> gives it.</summary>
    public static string Strip(string text)
    {
        var start = 0;
        var end = text.Length;
        while (start < end && IsSpace(text[start]))
        {
            start++;
        }

        while (end > start && IsSpace(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    /// <summary>Appends the text in quotes, with the escapes of Python's <c>repr</c>.</summary>
    /// <param name="result">Where to.</param>
    /// <param name="text">The text.</param>
    /// <param name="enough">How long the result has to be; what would only make it longer may be left out.</param>
    public static void AppendQuoted(StringBuilder result, string text, int enough = int.MaxValue)
    {
        var quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        result.Append(quote);
        for (var index = 0; index < text.Length && result.Length < enough; index++)
        {
            var character = text[index];
            if (character == quote || character == '\\')
            {
                result.Append('\\').Append(character);
            }
            else if (character is >= ' ' and < '\x7f')
            {
                result.Append(character);
            }
            else if (!char.IsAscii(character))
            {
                index += AppendUnicode(result, text, index) - 1;
            }
            else
            {
                AppendControl(result, character);
            }
        }

        result.Append(quote);
    }

    private static int Compare(string left, string right)
    {
        var at = left.AsSpan().CommonPrefixLength(right);
        return at == left.Length || at == right.Length ? left.Length - right.Length
            : char.IsSurrogate(left[at]) == char.IsSurrogate(right[at]) ? left[at] - right[at]
            : char.IsSurrogate(left[at]) ? 1 : -1;
    }

    private static void AppendControl(StringBuilder result, char character) => _ = character switch
    {
        '\n' => result.Append("\\n"),
        '\r' => result.Append("\\r"),
        '\t' => result.Append("\\t"),
        _ => result.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}"),
    };

    private static int AppendUnicode(StringBuilder result, string text, int index)
    {
        var isPair = index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]);
        var code = isPair ? char.ConvertToUtf32(text[index], text[index + 1]) : text[index];
        if (IsPrintable(code))
        {
            result.Append(text, index, isPair ? 2 : 1);
        }
        else
        {
            _ = code switch
            {
                < 0x100 => result.Append(CultureInfo.InvariantCulture, $"\\x{code:x2}"),
                < 0x10000 => result.Append(CultureInfo.InvariantCulture, $"\\u{code:x4}"),
                _ => result.Append(CultureInfo.InvariantCulture, $"\\U{code:x8}"),
            };
        }

        return isPair ? 2 : 1;
    }

    private static bool IsPrintable(int code) => CharUnicodeInfo.GetUnicodeCategory(code) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.SpaceSeparator);
}
