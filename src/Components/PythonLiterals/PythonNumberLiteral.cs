using System.Globalization;
using System.Numerics;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.PythonLiterals;

/// <summary>Reads one number of Python: 1_000, 0x1F, -2.5e3.</summary>
internal static class PythonNumberLiteral
{
    // Python refuses longer ones too: they take time that grows with the square of their length.
    private const int MostDigits = 4300;

    /// <summary>The number; null for none.</summary>
    /// <param name="text">The source.</param>
    /// <param name="at">At the first character; afterwards behind the last.</param>
    public static FlowValue? Read(string text, ref int at)
    {
        var isNegative = text[at] == '-';
        if (text[at] is '+' or '-')
        {
            at++;
            while (at < text.Length && text[at] is ' ' or '\t')
            {
                at++;
            }
        }

        var value = ReadUnsigned(text, ref at);
        if (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_'))
        {
            return null;
        }

        return (value, isNegative) switch
        {
            (IntegerValue integer, true) => new IntegerValue(-integer.Value),
            (NumberValue number, true) => FlowValue.Of(-number.Value),
            _ => value,
        };
    }

    private static FlowValue? ReadUnsigned(string text, ref int at)
    {
        var bits = at + 1 >= text.Length || text[at] != '0' ? 0 : text[at + 1] switch
        {
            'x' or 'X' => 4,
            'o' or 'O' => 3,
            'b' or 'B' => 1,
            _ => 0,
        };
        return bits > 0 ? ReadPrefixed(text, ref at, bits) : ReadDecimal(text, ref at);
    }

    private static IntegerValue? ReadPrefixed(string text, ref int at, int bits)
    {
        at += 2;
        var value = BigInteger.Zero;
        var count = 0;
        while (at < text.Length)
        {
            var digit = at + (text[at] == '_' ? 1 : 0);
            if (digit >= text.Length || !char.IsAsciiHexDigit(text[digit]) || Convert.ToInt32(text.Substring(digit, 1), 16) >= 1 << bits)
            {
                break;
            }

            if (++count > MostDigits)
            {
                return null;
            }

            value = (value << bits) + Convert.ToInt32(text.Substring(digit, 1), 16);
            at = digit + 1;
        }

        return count == 0 ? null : new IntegerValue(value);
    }

    private static FlowValue? ReadDecimal(string text, ref int at)
    {
        var start = at;
        var hasWhole = SkipDigits(text, ref at);
        var isFloat = at < text.Length && text[at] == '.';
        if (isFloat)
        {
            at++;
            if (!SkipDigits(text, ref at) && !hasWhole)
            {
                return null;
            }
        }
        else if (!hasWhole)
        {
            return null;
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at += at + 1 < text.Length && text[at + 1] is '+' or '-' ? 2 : 1;
            isFloat = true;
            if (!SkipDigits(text, ref at))
            {
                return null;
            }
        }

        var digits = text[start..at].Replace("_", "", StringComparison.Ordinal);
        if (isFloat)
        {
            return FlowValue.Of(double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture));
        }

        var isOctalLike = digits[0] == '0' && digits.AsSpan().IndexOfAnyExcept('0') >= 0;
        return isOctalLike || digits.Length > MostDigits
            ? null
            : new IntegerValue(BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture));
    }

    // Digits with single underscores between them.
    private static bool SkipDigits(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && (char.IsAsciiDigit(text[at])
            || (at > start && text[at] == '_' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]))))
        {
            at++;
        }

        return at > start;
    }
}
