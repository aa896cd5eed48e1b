using System.Globalization;
using System.Numerics;
using System.Text;
using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Templates;

/// <summary>Python's mini-language for how a value is printed: <c>[[fill]align][sign][#][0][width][,_][.precision][type]</c>.</summary>
internal sealed record FormatSpec
{
    // Wider and more precise than anything that is meant.
    private const int MaxWidth = 10_000;
    private const int MaxPrecision = 300;

    private char _fill = ' ';
    private char _align;
    private char _sign = '-';
    private bool _isAlternate;
    private int _width;
    private char _group;
    private int? _precision;
    private char _type;

    private FormatSpec()
    {
    }

    /// <exception cref="InvalidValueException">This is no format.</exception>
    public static FormatSpec Parse(string text)
    {
        var spec = new FormatSpec();
        var at = 0;
        if (text.Length > 1 && IsAlign(text[1]))
        {
            (spec._fill, spec._align) = (text[0], text[1]);
            at = 2;
        }
        else if (text.Length > 0 && IsAlign(text[0]))
        {
            spec._align = text[0];
            at = 1;
        }

        if (at < text.Length && text[at] is '+' or '-' or ' ')
        {
            spec._sign = text[at++];
        }

        if (at < text.Length && text[at] == '#')
        {
            spec._isAlternate = true;
            at++;
        }

        if (at < text.Length && text[at] == '0' && spec._align == '\0')
        {
            (spec._fill, spec._align) = ('0', '=');
            at++;
        }

        spec._width = ReadNumber(text, ref at, MaxWidth) ?? 0;
        if (at < text.Length && text[at] is ',' or '_')
        {
            spec._group = text[at++];
        }

        if (at < text.Length && text[at] == '.')
        {
            at++;
            spec._precision = ReadNumber(text, ref at, MaxPrecision) ?? throw new InvalidValueException("Format specifier missing precision");
        }

        if (at < text.Length)
        {
            spec._type = text[at++];
        }

        return at == text.Length && spec._type is '\0' or 's' or 'd' or 'n' or 'b' or 'o' or 'x' or 'X' or 'c' or 'e' or 'E' or 'f' or 'F' or 'g' or 'G' or '%'
            ? spec
            : throw new InvalidValueException($"Invalid format specifier '{text}'");
    }

    public string Format(FlowValue value) => value switch
    {
        IntegerValue integer when _type is '\0' or 'd' or 'n' or 'b' or 'o' or 'x' or 'X' or 'c' => FormatInteger(integer.Value),
        IntegerValue integer when _type != 's' => FormatNumber((double)integer.Value),
        BooleanValue boolean when _type is not ('\0' or 's') => Format(new IntegerValue(boolean.Value ? BigInteger.One : BigInteger.Zero)),
        NumberValue number when _type is not 's' and not 'd' => FormatNumber(number.Value),
        TextValue or Message or BooleanValue when _type is '\0' or 's' => FormatText(PythonText.Str(value)),
        _ => throw new InvalidValueException(_type == '\0'
            ? "unsupported format string passed to a value that is neither text nor number"
            : $"Unknown format code '{_type}' for this value"),
    };

    private string FormatText(string text)
    {
        if (_align == '=' && _fill != '0')
        {
            throw new InvalidValueException("'=' alignment not allowed in string format specifier");
        }

        var runes = text.EnumerateRunes();
        var cut = _precision is { } precision ? string.Concat(runes.Take(precision)) : text;
        return Pad("", cut, _align is '\0' or '=' ? '<' : _align);
    }

    private string FormatInteger(BigInteger value)
    {
        if (_precision is not null)
        {
            throw new InvalidValueException("Precision not allowed in integer format specifier");
        }

        if (_type == 'c')
        {
            return value >= 0 && value <= 0x10FFFF && Rune.IsValid((int)value)
                ? Pad("", new Rune((int)value).ToString(), _align == '\0' ? '<' : _align)
                : throw new InvalidValueException("%c arg not in range(0x110000)");
        }

        var magnitude = BigInteger.Abs(value);
        var (digits, prefix, each) = _type switch
        {
            'b' => (ToBase(magnitude, 1), "0b", 4),
            'o' => (ToBase(magnitude, 3), "0o", 4),
            'x' => (ToBase(magnitude, 4), "0x", 4),
            'X' => (ToBase(magnitude, 4).ToUpperInvariant(), "0X", 4),
            _ => (magnitude.ToString(CultureInfo.InvariantCulture), "", 3),
        };
        return Pad(Sign(value.Sign < 0) + (_isAlternate ? prefix : ""), Group(digits, each), _align == '\0' ? '>' : _align);
    }

    private string FormatNumber(double value)
    {
        var isNegative = double.IsNegative(value) && !double.IsNaN(value);
        var magnitude = Math.Abs(value);
        var text = !double.IsFinite(value) ? (double.IsNaN(value) ? "nan" : "inf") : _type switch
        {
            'f' or 'F' => Fixed(magnitude, _precision ?? 6),
            '%' => Fixed(magnitude * 100, _precision ?? 6) + "%",
            'e' or 'E' => Scientific(magnitude, _precision ?? 6),
            'g' or 'G' or 'n' => General(magnitude, _precision ?? 6),
            _ => _precision is { } precision ? WithPoint(General(magnitude, precision)) : PythonText.Str(magnitude),
        };
        text = _type is 'F' or 'E' or 'G' ? text.ToUpperInvariant() : text;
        var end = text.IndexOfAny(['.', 'e', 'E', '%']);
        var whole = end < 0 ? text : text[..end];
        return Pad(Sign(isNegative), Group(whole, 3) + (end < 0 ? "" : text[end..]), _align == '\0' ? '>' : _align);
    }

    private static string Fixed(double value, int precision) => value.ToString($"F{precision}", CultureInfo.InvariantCulture);

    private static string Scientific(double value, int precision) =>
        value.ToString($"0.{new string('0', precision)}e+00", CultureInfo.InvariantCulture);

    // As C's %g: as many significant digits as the precision says, without zeros at the end.
    private static string General(double value, int precision)
    {
        precision = Math.Max(precision, 1);
        if (value == 0)
        {
            return "0";
        }

        var scientific = Scientific(value, precision - 1);
        var exponent = int.Parse(scientific[(scientific.IndexOf('e', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);
        if (exponent < -4 || exponent >= precision)
        {
            var mark = scientific.IndexOf('e', StringComparison.Ordinal);
            return WithoutZeros(scientific[..mark]) + scientific[mark..];
        }

        return WithoutZeros(Fixed(value, Math.Max(0, precision - 1 - exponent)));
    }

    private static string WithoutZeros(string text) => text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;

    private static string WithPoint(string text) => text.AsSpan().IndexOfAny('.', 'e', 'n') < 0 ? text + ".0" : text;

    private static string ToBase(BigInteger value, int bits)
    {
        if (value.IsZero)
        {
            return "0";
        }

        var digits = new StringBuilder();
        for (var mask = (BigInteger.One << bits) - 1; !value.IsZero; value >>= bits)
        {
            digits.Insert(0, "0123456789abcdef"[(int)(value & mask)]);
        }

        return digits.ToString();
    }

    private string Group(string digits, int each)
    {
        if (_group == '\0' || digits.Length <= each || !char.IsAsciiLetterOrDigit(digits[0]))
        {
            return digits;
        }

        var result = new StringBuilder(digits.Length * 4 / 3 + 1);
        for (var at = 0; at < digits.Length; at++)
        {
            if (at > 0 && (digits.Length - at) % each == 0)
            {
                result.Append(_group);
            }

            result.Append(digits[at]);
        }

        return result.ToString();
    }

    private string Sign(bool isNegative) => isNegative ? "-" : _sign == '-' ? "" : _sign.ToString();

    private string Pad(string sign, string text, char align)
    {
        var missing = _width - sign.Length - text.EnumerateRunes().Count();
        if (missing <= 0)
        {
            return sign + text;
        }

        return align switch
        {
            '<' => sign + text + new string(_fill, missing),
            '^' => new string(_fill, missing / 2) + sign + text + new string(_fill, missing - (missing / 2)),
            '=' => sign + new string(_fill, missing) + text,
            _ => new string(_fill, missing) + sign + text,
        };
    }

    private static bool IsAlign(char character) => character is '<' or '>' or '=' or '^';

    private static int? ReadNumber(string text, ref int at, int most)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return start == at ? null
            : int.TryParse(text.AsSpan(start, at - start), CultureInfo.InvariantCulture, out var number) && number <= most ? number
            : throw new InvalidValueException($"Too many decimal digits in format string, or more than {most}.");
    }
}
