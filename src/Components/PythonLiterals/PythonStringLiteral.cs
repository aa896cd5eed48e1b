using System.Globalization;
using System.Text;

namespace SkillFlaw.Components.PythonLiterals;

/// <summary>Reads one quoted string of Python, in any of its quotes, with its escapes.</summary>
internal static class PythonStringLiteral
{
    /// <param name="text">The source.</param>
    /// <param name="at">At the opening quote; afterwards behind the closing one.</param>
    /// <param name="isRaw">Whether backslashes stand for themselves.</param>
    /// <param name="result">Where the string is appended.</param>
    /// <exception cref="FormatException">It is no string.</exception>
    public static void Read(string text, ref int at, bool isRaw, StringBuilder result)
    {
        var quote = text[at];
        var isTriple = at + 2 < text.Length && text[at + 1] == quote && text[at + 2] == quote;
        at += isTriple ? 3 : 1;
        while (at < text.Length)
        {
            var character = text[at];
            if (character == quote && (!isTriple || (at + 2 < text.Length && text[at + 1] == quote && text[at + 2] == quote)))
            {
                at += isTriple ? 3 : 1;
                return;
            }

            if (character == '\n' && !isTriple)
            {
                break;
            }

            if (character != '\\' || at + 1 >= text.Length)
            {
                result.Append(character);
                at++;
            }
            else if (isRaw)
            {
                result.Append(character).Append(text[at + 1]);
                at += 2;
            }
            else
            {
                at++;
                ReadEscape(text, ref at, result);
            }
        }

        throw new FormatException("A string has no end.");
    }

    private static void ReadEscape(string text, ref int at, StringBuilder result)
    {
        var character = text[at++];
        switch (character)
        {
            case '\n':
                break;
            case '\\' or '\'' or '"':
                result.Append(character);
                break;
            case 'n':
                result.Append('\n');
                break;
            case 't':
                result.Append('\t');
                break;
            case 'r':
                result.Append('\r');
                break;
            case 'a':
                result.Append('\a');
                break;
            case 'b':
                result.Append('\b');
                break;
            case 'f':
                result.Append('\f');
                break;
            case 'v':
                result.Append('\v');
                break;
            case 'x':
                Append(result, ReadHex(text, ref at, 2));
                break;
            case 'u':
                Append(result, ReadHex(text, ref at, 4));
                break;
            case 'U':
                Append(result, ReadHex(text, ref at, 8));
                break;
            case >= '0' and <= '7':
                var octal = character - '0';
                for (var more = 0; more < 2 && at < text.Length && text[at] is >= '0' and <= '7'; more++)
                {
                    octal = (octal * 8) + text[at++] - '0';
                }

                Append(result, octal);
                break;
            default:
                // Python keeps the backslash of an escape that it does not know.
                result.Append('\\').Append(character);
                break;
        }
    }

    private static int ReadHex(string text, ref int at, int digits)
    {
        if (at + digits > text.Length
            || !int.TryParse(text.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            throw new FormatException("An escape has too few digits.");
        }

        at += digits;
        return code;
    }

    private static void Append(StringBuilder result, int code) =>
        result.Append(Rune.IsValid(code) ? new Rune(code).ToString() : throw new FormatException("No such character."));
}
