using System.Globalization;
using System.Numerics;
using SkillFlaw.Graph.Conversions;

namespace SkillFlaw.Components.Templates;

/// <summary>Floats with a precision, as C prints them: from the exact value, halves to the even digit. .NET rounds halves up.</summary>
internal static class FloatText
{
    private const int DefaultPrecision = 6;

    /// <summary>A number that is not negative.</summary>
    /// <param name="value">The number.</param>
    /// <param name="type">e, f, g or %, n for g; capital for capitals; '\0' for Python's shortest form.</param>
    /// <param name="precision">How many digits; null for the default.</param>
    /// <param name="isAlternate">Whether the point and the zeros at the end stay.</param>
    public static string Write(double value, char type, int? precision, bool isAlternate)
    {
        var text = !double.IsFinite(value)
            ? PythonText.Str(value)
            : type switch
            {
                'f' or 'F' or '%' => Fixed(value, precision ?? DefaultPrecision, isAlternate),
                'e' or 'E' => Scientific(Digits(value, (precision ?? DefaultPrecision) + 1), isAlternate),
                'g' or 'G' or 'n' => General(value, precision ?? DefaultPrecision, isAlternate, hasPoint: false),
                _ => precision is { } digits ? General(value, digits, isAlternate, hasPoint: true) : Shortest(value, isAlternate),
            };
        return (type is 'E' or 'F' or 'G' ? text.ToUpperInvariant() : text) + (type == '%' ? "%" : "");
    }

    private static string Shortest(double value, bool isAlternate)
    {
        var text = PythonText.Str(value);
        var exponent = text.IndexOf('e', StringComparison.Ordinal);
        return isAlternate && exponent > 0 && !text.Contains('.', StringComparison.Ordinal) ? text.Insert(exponent, ".") : text;
    }

    private static string Fixed(double value, int precision, bool isAlternate)
    {
        var digits = Round(value, precision).ToString(CultureInfo.InvariantCulture).PadLeft(precision + 1, '0');
        var point = precision > 0 || isAlternate ? "." : "";
        return $"{digits[..^precision]}{point}{digits[^precision..]}";
    }

    // So many digits in all, without zeros at the end unless they were asked for.
    private static string General(double value, int precision, bool isAlternate, bool hasPoint)
    {
        var (digits, exponent) = Digits(value, Math.Max(precision, 1));
        var isScientific = exponent < -4 || exponent >= Math.Max(precision, 1) - (hasPoint ? 1 : 0);
        var kept = isAlternate ? digits : digits.TrimEnd('0') is { Length: > 0 } trimmed ? trimmed : "0";
        if (isScientific)
        {
            return Scientific((kept, exponent), isAlternate);
        }

        if (exponent < 0)
        {
            return $"0.{new string('0', -exponent - 1)}{kept}";
        }

        var whole = kept.Length > exponent ? kept[..(exponent + 1)] : kept.PadRight(exponent + 1, '0');
        var fraction = kept.Length > exponent + 1 ? kept[(exponent + 1)..] : hasPoint ? "0" : "";
        return fraction.Length > 0 || isAlternate ? $"{whole}.{fraction}" : whole;
    }

    private static string Scientific((string Digits, int Exponent) number, bool isAlternate)
    {
        var point = number.Digits.Length > 1 || isAlternate ? "." : "";
        var sign = number.Exponent < 0 ? '-' : '+';
        return $"{number.Digits[0]}{point}{number.Digits[1..]}e{sign}{Math.Abs(number.Exponent):00}";
    }

    // So many digits, and the power of ten of the first.
    private static (string Digits, int Exponent) Digits(double value, int count)
    {
        if (value == 0)
        {
            return (new string('0', count), 0);
        }

        // The estimate is rather too low: one too high would round a number just below a power of ten up to it.
        var exponent = (int)Math.Floor(Math.Log10(value)) - 1;
        while (true)
        {
            var digits = Round(value, count - 1 - exponent).ToString(CultureInfo.InvariantCulture);
            if (digits.Length == count)
            {
                return (digits, exponent);
            }

            exponent++;
        }
    }

    // The number times a power of ten, as a whole number; a half goes to the even one.
    private static BigInteger Round(double value, int power)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = bits & 0xFFFFFFFFFFFFF;
        (mantissa, exponent) = exponent == 0 ? (mantissa, -1074) : (mantissa | 0x10000000000000, exponent - 1075);
        var numerator = new BigInteger(mantissa) * BigInteger.Pow(10, Math.Max(power, 0)) << Math.Max(exponent, 0);
        var denominator = BigInteger.Pow(10, Math.Max(-power, 0)) << Math.Max(-exponent, 0);
        var whole = BigInteger.DivRem(numerator, denominator, out var rest);
        var half = (rest * 2).CompareTo(denominator);
        return half > 0 || (half == 0 && !whole.IsEven) ? whole + 1 : whole;
    }
}
