using System.Globalization;
using System.Numerics;
using System.Text;

namespace SkillFlaw.Components.Templates;

/// <content>Numbers.</content>
internal sealed partial class FormatSpec
{
    private string FormatInteger(BigInteger value, string type)
    {
        if (_type is 'e' or 'E' or 'f' or 'F' or 'g' or 'G' or '%')
        {
            var number = (double)value;
            Refuse(!double.IsFinite(number), "int too large to convert to float");
            return FormatFloat(number, type);
        }

        RefuseGroup("d", isRefused: _group != '\0'
            && !(_type is '\0' or 'd' || (_group == '_' && _type is 'b' or 'o' or 'x' or 'X')));
        Refuse(_type is not ('\0' or 'd' or 'n' or 'b' or 'o' or 'x' or 'X' or 'c'), $"Unknown format code '{_type}' for object of type '{type}'");
        Refuse(_precision is not null, "Precision not allowed in integer format specifier");
        Refuse(_isNegativeZeroPositive, "Negative zero coercion (z) not allowed in integer format specifier");
        if (_type == 'c')
        {
            return FormatCharacter(value);
        }

        var magnitude = BigInteger.Abs(value);
        var (digits, prefix, each) = _type switch
        {
            'b' => (magnitude.ToString("b", CultureInfo.InvariantCulture).TrimStart('0'), "0b", 4),
            'o' => (ToOctal(magnitude), "0o", 4),
            'x' => (magnitude.ToString("x", CultureInfo.InvariantCulture).TrimStart('0'), "0x", 4),
            'X' => (magnitude.ToString("X", CultureInfo.InvariantCulture).TrimStart('0'), "0X", 4),
            _ => (magnitude.ToString(CultureInfo.InvariantCulture), "", 3),
        };
        return Layout(value.Sign < 0, _isAlternate ? prefix : "", digits.Length == 0 ? "0" : digits, "", each);
    }

    private string FormatCharacter(BigInteger value)
    {
        Refuse(_sign != '\0', "Sign not allowed with integer format specifier 'c'");
        Refuse(_isAlternate, "Alternate form (#) not allowed with integer format specifier 'c'");
        Refuse(value < 0 || value > 0x10FFFF || !Rune.IsValid((int)value), "%c arg not in range(0x110000)");
        return Pad("", new Rune((int)value).ToString(), _align == '\0' ? (_isZeroPadded ? '=' : '>') : _align);
    }

    private string FormatFloat(double value, string type)
    {
        Refuse(_type is not ('\0' or 'e' or 'E' or 'f' or 'F' or 'g' or 'G' or 'n' or '%'), $"Unknown format code '{_type}' for object of type '{type}'");
        RefuseGroup("f", isRefused: _group != '\0' && _type == 'n');
        Refuse(_precision > MaxDigits, "precision too big");
        var text = FloatText.Write(Math.Abs(_type == '%' ? value * 100 : value), _type, _precision, _isAlternate);
        var isNegative = double.IsNegative(value) && !double.IsNaN(value)
            && !(_isNegativeZeroPositive && text.AsSpan().IndexOfAnyInRange('1', '9') < 0 && double.IsFinite(value));
        var end = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return end == 0
            ? Pad(SignOf(isNegative), text, NumberAlign)
            : Layout(isNegative, "", end < 0 ? text : text[..end], end < 0 ? "" : text[end..], 3);
    }

    private char NumberAlign => _align != '\0' ? _align : _isZeroPadded ? '=' : '>';

    private string SignOf(bool isNegative) => isNegative ? "-" : _sign is '+' or ' ' ? _sign.ToString() : "";

    // Zeros that pad a number are grouped like its digits.
    private string Layout(bool isNegative, string prefix, string digits, string rest, int each)
    {
        var sign = SignOf(isNegative) + prefix;
        var isPaddedWithZeros = NumberAlign == '=' && (_fill == "0" || (_fill is null && _isZeroPadded));
        var least = isPaddedWithZeros ? Math.Max(0, _width - sign.Length - rest.Length) : 0;
        return Pad(sign, Group(digits, least, each) + rest, NumberAlign);
    }

    private string Group(string digits, int least, int each)
    {
        if (_group == '\0')
        {
            return digits.PadLeft(least, '0');
        }

        // From the right, until neither digits nor padding are left; a separator never comes first.
        var reversed = new StringBuilder(Math.Max(least, digits.Length) + (digits.Length / each));
        for (var count = 0; count < digits.Length || reversed.Length < least; count++)
        {
            if (count > 0 && count % each == 0)
            {
                reversed.Append(_group);
            }

            reversed.Append(count < digits.Length ? digits[digits.Length - 1 - count] : '0');
        }

        var grouped = reversed.ToString().ToCharArray();
        Array.Reverse(grouped);
        return new string(grouped);
    }

    private static string ToOctal(BigInteger value)
    {
        var bits = value.ToString("b", CultureInfo.InvariantCulture).TrimStart('0');
        bits = bits.PadLeft((bits.Length + 2) / 3 * 3, '0');
        return string.Create(bits.Length / 3, bits, static (target, source) =>
        {
            for (var index = 0; index < target.Length; index++)
            {
                target[index] = (char)('0' + Convert.ToInt32(source.Substring(index * 3, 3), 2));
            }
        });
    }
}
