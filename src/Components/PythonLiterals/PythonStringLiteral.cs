using System.Globalization;
using System.Text;

namespace SkillFlaw.Components.PythonLiterals;

/// <summary>Reads one quoted string of Python, in any of its quotes, with its escapes.</summary>
internal static class PythonStringLiteral
{
    /// <summary>Appends the string; false where it is none.</summary>
    /// <param name="text">The source.</param>
    /// <param name="at">At the prefix or the opening quote; afterwards behind the closing one.</param>
    /// <param name="result">Where the string is appended.</param>
    public static bool TryRead(string text, ref int at, StringBuilder result)
    {
        var isRaw = text[at] is 'r' or 'R';
        at += text[at] is '\'' or '"' ? 0 : 1;
        var quote = text[at];
        var isTriple = IsTriple(text, at, quote);
        at += isTriple ? 3 : 1;
        while (at < text.Length)
        {
            var character = text[at];
            if (character == quote && (!isTriple || IsTriple(text, at, quote)))
            {
                at += isTriple ? 3 : 1;
                return true;
            }

            if (character == '\n' && !isTriple)
            {
                return false;
            }

            if (character != '\\')
            {
                result.Append(character);
                at++;
            }
            else if (isRaw && at + 1 < text.Length)
            {
                // A backslash keeps a quote from closing the string, and stays.
                result.Append(text, at, 2);
                at += 2;
            }
            else if (++at >= text.Length || !TryReadEscape(text, ref at, result))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>False for a text with half of a surrogate pair in it, which Python can have and we cannot.</summary>
    public static bool IsUnicode(StringBuilder text)
    {
        var isHigh = false;
        foreach (var chunk in text.GetChunks())
        {
            foreach (var character in chunk.Span)
            {
                if (isHigh != char.IsLowSurrogate(character))
                {
                    return false;
                }

                isHigh = char.IsHighSurrogate(character);
            }
        }

        return !isHigh;
    }

    private static bool IsTriple(string text, int at, char quote) =>
        at + 2 < text.Length && text[at + 1] == quote && text[at + 2] == quote;

    private static bool TryReadEscape(string text, ref int at, StringBuilder result)
    {
        var character = text[at++];
        switch (character)
        {
            case '\n':
                return true;
            case 'x':
                return TryReadHex(text, ref at, 2, result);
            case 'u':
                return TryReadHex(text, ref at, 4, result);
            case 'U':
                return TryReadHex(text, ref at, 8, result);
            case 'N':
                // The names of characters are not known here.
                return false;
            case >= '0' and <= '7':
                var code = character - '0';
                for (var end = Math.Min(at + 2, text.Length); at < end && text[at] is >= '0' and <= '7'; at++)
                {
                    code = (code * 8) + text[at] - '0';
                }

                result.Append((char)code);
                return true;
        }

        var control = "\\'\"abfnrtv".IndexOf(character, StringComparison.Ordinal);
        if (control < 0)
        {
            // Python keeps the backslash of an escape that it does not know.
            result.Append('\\').Append(character);
        }
        else
        {
            result.Append("\\'\"\a\b\f\n\r\t\v"[control]);
        }

        return true;
    }

    private static bool TryReadHex(string text, ref int at, int digits, StringBuilder result)
    {
        if (at + digits > text.Length
            || !uint.TryParse(text.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            || code > 0x10FFFF)
        {
            return false;
        }

        at += digits;
        if (code <= char.MaxValue)
        {
            result.Append((char)code);
        }
        else
        {
            result.Append(char.ConvertFromUtf32((int)code));
        }

        return true;
    }
}
