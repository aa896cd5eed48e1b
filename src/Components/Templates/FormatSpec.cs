using System.Globalization;
using System.Numerics;
using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Templates;

/// <summary>Python's mini-language for how a value is printed: <c>[[fill]align][sign][z][#][0][width][,_][.precision][type]</c>.</summary>
internal sealed partial class FormatSpec
{
    // Wider and more precise than anything that is meant.
    private const int MaxWidth = 1_000_000;
    private const int MaxDigits = 1_000;

    private string? _fill;
    private char _align;
    private char _sign;
    private bool _isNegativeZeroPositive;
    private bool _isAlternate;
    private bool _isZeroPadded;
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
        var at = spec.ReadAlign(text);
        spec._sign = Take(text, ref at, "+- ");
        spec._isNegativeZeroPositive = Take(text, ref at, "z") != '\0';
        spec._isAlternate = Take(text, ref at, "#") != '\0';
        spec._isZeroPadded = spec._fill is null && Take(text, ref at, "0") != '\0';
        spec._width = ReadNumber(text, ref at) ?? 0;
        spec._group = Take(text, ref at, ",_");
        if (spec._group != '\0' && at < text.Length && text[at] is ',' or '_' && text[at] != spec._group)
        {
            throw new InvalidValueException("Cannot specify both ',' and '_'.");
        }

        if (Take(text, ref at, ".") != '\0')
        {
            spec._precision = ReadNumber(text, ref at) ?? throw new InvalidValueException("Format specifier missing precision");
        }

        if (at + 1 < text.Length)
        {
            throw new InvalidValueException($"Invalid format specifier '{text}'");
        }

        spec._type = at < text.Length ? text[at] : '\0';
        return spec;
    }

    /// <exception cref="InvalidValueException">The value cannot be printed like this.</exception>
    public string Format(FlowValue value) => value switch
    {
        TextValue or Message => FormatText(PythonText.Str(value)),
        BooleanValue boolean => FormatInteger(boolean.Value ? BigInteger.One : BigInteger.Zero, "bool"),
        IntegerValue integer => FormatInteger(integer.Value, "int"),
        NumberValue number => FormatFloat(number.Value, "float"),
        _ => throw new InvalidValueException($"unsupported format string passed to {PythonTypeName.Of(value)}.__format__"),
    };

    private string FormatText(string text)
    {
        RefuseGroup("s", isRefused: _group != '\0');
        Refuse(_type is not ('\0' or 's'), $"Unknown format code '{_type}' for object of type 'str'");
        Refuse(_sign == ' ', "Space not allowed in string format specifier");
        Refuse(_sign != '\0', "Sign not allowed in string format specifier");
        Refuse(_isNegativeZeroPositive, "Negative zero coercion (z) not allowed in string format specifier");
        Refuse(_isAlternate, "Alternate form (#) not allowed in string format specifier");
        Refuse(_align == '=', "'=' alignment not allowed in string format specifier");
        if (_precision is { } precision && precision < text.Length)
        {
            text = string.Concat(text.EnumerateRunes().Take(precision));
        }

        return Pad("", text, _align == '\0' ? '<' : _align);
    }

    // Width and length count in characters as people see them: a pair of surrogates is one.
    private string Pad(string sign, string text, char align)
    {
        var missing = _width == 0 ? 0 : _width - sign.Length - text.EnumerateRunes().Count();
        if (missing <= 0)
        {
            return sign + text;
        }

        return align switch
        {
            '<' => sign + text + Fill(missing),
            '^' => Fill(missing / 2) + sign + text + Fill(missing - (missing / 2)),
            '=' => sign + Fill(missing) + text,
            _ => Fill(missing) + sign + text,
        };
    }

    private string Fill(int count) => _fill is { Length: 2 }
        ? string.Concat(Enumerable.Repeat(_fill, count))
        : new string(_fill?[0] ?? (_isZeroPadded ? '0' : ' '), count);

    private int ReadAlign(string text)
    {
        var fill = text.Length > 1 && char.IsSurrogatePair(text[0], text[1]) ? 2 : 1;
        if (text.Length > fill && IsAlign(text[fill]))
        {
            (_fill, _align) = (text[..fill], text[fill]);
            return fill + 1;
        }

        if (text.Length > 0 && IsAlign(text[0]))
        {
            _align = text[0];
            return 1;
        }

        return 0;
    }

    private static bool IsAlign(char character) => character is '<' or '>' or '=' or '^';

    private static char Take(string text, ref int at, string any) =>
        at < text.Length && any.Contains(text[at], StringComparison.Ordinal) ? text[at++] : '\0';

    private static int? ReadNumber(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return start == at ? null
            : int.TryParse(text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number <= MaxWidth ? number
            : throw new InvalidValueException("Too many decimal digits in format string");
    }

    private static void Refuse(bool isRefused, string message)
    {
        if (isRefused)
        {
            throw new InvalidValueException(message);
        }
    }

    private void RefuseGroup(string type, bool isRefused) => Refuse(isRefused, $"Cannot specify '{_group}' with '{(_type == '\0' ? type : _type)}'.");
}
