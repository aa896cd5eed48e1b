using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SkillFlaw.Graph.Wire;

/// <summary>Texts as PyYAML writes them: plain, in single quotes, or in double ones, and folded where a line gets too long.</summary>
internal sealed partial class YamlScalar
{
    /// <summary>What ends a line in YAML.</summary>
    public static readonly SearchValues<char> Breaks = SearchValues.Create("\n\u0085\u2028\u2029");

    private const int Width = 80;

    private static readonly SearchValues<char> _indicators = SearchValues.Create("#,[]{}&*!|>'\"%@`");

    private static readonly SearchValues<char> _ends = SearchValues.Create(" \n\u0085\u2028\u2029'");

    private int _column;

    /// <summary>What has been written.</summary>
    public StringBuilder Text { get; } = new();

    /// <summary>How many characters a text has; a surrogate pair is one.</summary>
    public static int LengthOf(ReadOnlySpan<char> text)
    {
        var length = text.Length;
        for (var index = 1; index < text.Length; index++)
        {
            length -= char.IsSurrogatePair(text[index - 1], text[index]) ? 1 : 0;
        }

        return length;
    }

    /// <summary>Writes what needs no quotes and is on one line.</summary>
    public YamlScalar Append(ReadOnlySpan<char> text)
    {
        Text.Append(text);
        _column += LengthOf(text);
        return this;
    }

    /// <summary>Ends the line.</summary>
    public void NewLine(int indent)
    {
        Text.Append('\n').Append(' ', indent);
        _column = indent;
    }

    /// <summary>Goes on to a column of the same line.</summary>
    public void PadTo(int column)
    {
        Text.Append(' ', Math.Max(0, column - _column));
        _column = Math.Max(column, _column);
    }

    /// <summary>Writes a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="indent">Where its further lines begin.</param>
    /// <param name="isKey">Whether it must stay on one line.</param>
    public void Write(string text, int indent, bool isKey = false)
    {
        if (text.Length > 0 && IsPlain(text))
        {
            WriteWords(text, "'", indent, isFolded: !isKey);
        }
        else if (IsSingleQuoted(text))
        {
            Append("'");
            WriteWords(text, "''", indent, isFolded: !isKey);
            Append("'");
        }
        else
        {
            Append("\"");
            WriteEscaped(text, indent, isFolded: !isKey);
            Append("\"");
        }
    }

    // Neither what means something in YAML, nor what would be read as something else than a text.
    private static bool IsPlain(string text)
    {
        if (!IsSingleQuoted(text)
            || text.AsSpan().IndexOfAny(Breaks) >= 0
            || text[0] == ' '
            || text[^1] == ' '
            || text.StartsWith("---", StringComparison.Ordinal)
            || text.StartsWith("...", StringComparison.Ordinal)
            || _indicators.Contains(text[0])
            || (text[0] is '?' or '-' && (text.Length == 1 || text[1] == ' ')))
        {
            return false;
        }

        for (var index = 0; index < text.Length; index++)
        {
            if ((text[index] == ':' && (index + 1 == text.Length || text[index + 1] == ' '))
                || (text[index] == '#' && text[index - 1] == ' '))
            {
                return false;
            }
        }

        return !OtherThanText().IsMatch(text);
    }

    // Everything is printable, and no space stands beside a line break.
    private static bool IsSingleQuoted(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            if (char.IsSurrogatePair(text, index) && !IsLastCharacter(text, index))
            {
                index++;
            }
            else if (!IsPrintable(character)
                || (index > 0 && character == ' ' && Breaks.Contains(text[index - 1]))
                || (index > 0 && text[index - 1] == ' ' && Breaks.Contains(character)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPrintable(char character) => character is
        '\n' or (>= ' ' and <= '~') or '\u0085' or (>= '\u00a0' and <= '\ud7ff') or (>= '\ue000' and <= '\ufffd' and not '\ufeff');

    // U+10FFFF alone is not printable.
    private static bool IsLastCharacter(string text, int index) => text[index] == '\udbff' && text[index + 1] == '\udfff';

    private void WriteWords(string text, string apostrophe, int indent, bool isFolded)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = start + 1;
            if (text[start] == ' ')
            {
                end = text.AsSpan(start).IndexOfAnyExcept(' ') is var length and >= 0 ? start + length : text.Length;
                if (end == start + 1 && start > 0 && end < text.Length && _column > Width && isFolded)
                {
                    NewLine(indent);
                }
                else
                {
                    Append(text.AsSpan(start, end - start));
                }
            }
            else if (Breaks.Contains(text[start]))
            {
                end = text.AsSpan(start).IndexOfAnyExcept(Breaks) is var length and >= 0 ? start + length : text.Length;
                // One line break alone would be read as a space.
                Text.Append(text[start] == '\n' ? "\n" : "").Append(text, start, end - start).Append(' ', indent);
                _column = indent;
            }
            else if (text[start] == '\'')
            {
                Append(apostrophe);
            }
            else
            {
                end = text.AsSpan(start).IndexOfAny(_ends) is var length and >= 0 ? start + length : text.Length;
                Append(text.AsSpan(start, end - start));
            }

            start = end;
        }
    }

    private void WriteEscaped(string text, int indent, bool isFolded)
    {
        // Up to here it is written.
        var start = 0;
        for (var index = 0; index < text.Length;)
        {
            var next = index + (char.IsSurrogatePair(text, index) ? 2 : 1);
            if (text[index] is '"' or '\\' or '\n' or '\u0085' or '\u2028' or '\u2029' || !IsPrintable(text[index]))
            {
                Append(text.AsSpan(start, index - start));
                Append(Escape(text, index));
                start = next;
            }

            if (isFolded && index > 0 && next < text.Length && (text[index] == ' ' || start >= index)
                && _column + WaitingAt(text, start, index) > Width)
            {
                Append(text.AsSpan(start, Math.Max(0, index - start)));
                start = Math.Max(start, index);
                Append("\\");
                NewLine(indent);

                // A space at the beginning of a line would not be read.
                Append(text[start] == ' ' ? "\\" : "");
            }

            index = next;
        }

        Append(text.AsSpan(start));
    }

    // Behind an escape it is one less than nothing, which is how PyYAML counts.
    private static int WaitingAt(string text, int start, int index) => start > index ? -1 : LengthOf(text.AsSpan(start, index - start));

    private static string Escape(string text, int index) => text[index] switch
    {
        '\0' => "\\0",
        '\a' => "\\a",
        '\b' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\v' => "\\v",
        '\f' => "\\f",
        '\r' => "\\r",
        '\e' => "\\e",
        '"' => "\\\"",
        '\\' => "\\\\",
        '\u0085' => "\\N",
        '\u2028' => "\\L",
        '\u2029' => "\\P",
        <= '\u00ff' => string.Create(CultureInfo.InvariantCulture, $"\\x{(int)text[index]:X2}"),
        _ when char.IsSurrogatePair(text, index) => string.Create(CultureInfo.InvariantCulture, $"\\U{char.ConvertToUtf32(text, index):X8}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)text[index]:X4}"),
    };

    // The types of YAML 1.1: null, truth values, integers and their sixties, numbers, days and times, merges and defaults.
    [GeneratedRegex(
        """
        \A(?: ~ | null | Null | NULL | yes | Yes | YES | no | No | NO | true | True | TRUE | false | False | FALSE | on | On | ON | off | Off | OFF
        | = | <<
        | [-+]? (?: 0b[01_]+ | 0[0-7_]+ | 0x[0-9a-fA-F_]+ | 0 | [1-9][0-9_]* (?: :[0-5]?[0-9] )* )
        | [-+]? [0-9][0-9_]* (?: \.[0-9_]* (?: [eE][-+][0-9]+ )? | (?: :[0-5]?[0-9] )+ \.[0-9_]* )
        | \.[0-9][0-9_]* (?: [eE][-+][0-9]+ )?
        | [-+]? \. (?: inf | Inf | INF ) | \. (?: nan | NaN | NAN )
        | [0-9]{4}-[0-9]{2}-[0-9]{2}
        | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2} (?: [Tt] | [ \t]+ ) [0-9]{1,2}:[0-9]{2}:[0-9]{2} (?: \.[0-9]* )? (?: [ \t]* (?: Z | [-+][0-9]{1,2} (?: :[0-9]{2} )? ) )?
        )\z
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex OtherThanText();
}
