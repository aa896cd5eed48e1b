using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;

namespace SkillFlaw.Graph.Conversions;

// Numbers to and from texts.
public static partial class PythonText
{
    // As Python: longer ones take time that grows with the square of their length.
    private const int MostDigits = 4300;

    /// <summary>A number as Python prints it: 1.0, 1e+16, inf, nan.</summary>
    public static string Str(double number)
    {
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
        }

        var (digits, exponent) = Digits(number);
        var text = Layout(double.IsNegative(number), digits, exponent, 16);
        return text.AsSpan().IndexOfAny('.', 'e') < 0 ? text + ".0" : text;
    }

    /// <summary>A number with at most six digits, as Python's format <c>g</c> prints it: 1.5, 3.14159, 1e+06.</summary>
    public static string General(double number)
    {
        if (!double.IsFinite(number))
        {
            return Str(number);
        }

        // As many digits as tell a half from a little more than a half.
        var exact = Math.Abs(number).ToString("E20", CultureInfo.InvariantCulture);
        var exponent = ExponentOf(exact.AsSpan(exact.IndexOf('E', StringComparison.Ordinal) + 1));
        var head = int.Parse(exact[0] + exact[2..7], CultureInfo.InvariantCulture);
        var toHalf = exact.AsSpan(7, 15).CompareTo("500000000000000", StringComparison.Ordinal);
        head += toHalf > 0 || (toHalf == 0 && int.IsOddInteger(head)) ? 1 : 0;
        if (head == 1_000_000)
        {
            head = 100_000;
            exponent++;
        }

        var digits = head.ToString(CultureInfo.InvariantCulture).TrimEnd('0');
        return Layout(double.IsNegative(number), digits.Length == 0 ? "0" : digits, exponent, 6);
    }

    /// <summary>Reads what <c>float(text)</c> reads: white space around, underscores between digits, inf and nan in any case.</summary>
    public static bool TryParseFloat(string text, out double number)
    {
        var plain = ToAscii(text);
        if (Float().IsMatch(plain))
        {
            number = double.Parse(plain.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture);
            return true;
        }

        var unsigned = plain.Length > 0 && plain[0] is '+' or '-' ? plain[1..] : plain;
        double? named = unsigned.ToUpperInvariant() switch
        {
            "INF" or "INFINITY" => plain[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity,
            "NAN" => double.NaN,
            _ => null,
        };
        number = named ?? 0;
        return named is not null;
    }

    /// <summary>Reads what <c>int(text)</c> reads: white space around, a sign, underscores between digits.</summary>
    public static bool TryParseInteger(string text, out BigInteger number)
    {
        var plain = ToAscii(text);
        number = 0;
        return Integer().IsMatch(plain)
            && plain.Count(char.IsAsciiDigit) <= MostDigits
            && BigInteger.TryParse(
                plain.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }

    // The shortest digits that give the number back, to be read as d.ddd × 10^exponent.
    private static (string Digits, int Exponent) Digits(double number)
    {
        var text = Math.Abs(number).ToString("R", CultureInfo.InvariantCulture);
        var mantissa = text;
        var exponent = 0;
        if (text.IndexOf('E', StringComparison.Ordinal) is var at and >= 0)
        {
            mantissa = text[..at];
            exponent = ExponentOf(text.AsSpan(at + 1));
        }

        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        exponent += (point < 0 ? mantissa.Length : point) - 1;
        var all = mantissa.Replace(".", "", StringComparison.Ordinal);
        var digits = all.TrimStart('0');
        exponent -= all.Length - digits.Length;
        digits = digits.TrimEnd('0');
        return digits.Length == 0 ? ("0", 0) : (digits, exponent);
    }

    private static string Layout(bool isNegative, string digits, int exponent, int firstWithExponent)
    {
        var sign = isNegative ? "-" : "";
        if (exponent < -4 || exponent >= firstWithExponent)
        {
            var fraction = digits.Length > 1 ? "." + digits[1..] : "";
            return $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        }

        return sign + (exponent < 0
            ? "0." + new string('0', -exponent - 1) + digits
            : digits.Length > exponent + 1
                ? digits[..(exponent + 1)] + "." + digits[(exponent + 1)..]
                : digits.PadRight(exponent + 1, '0'));
    }

    private static int ExponentOf(ReadOnlySpan<char> text) => int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    // Python takes the decimal digits of every script.
    private static string ToAscii(string text) => Ascii.IsValid(text)
        ? text.Trim()
        : string.Concat(text.Trim().Select(character =>
            CharUnicodeInfo.GetDecimalDigitValue(character) is var digit and >= 0 ? (char)('0' + digit) : character));

    [GeneratedRegex(@"\A[+-]?(?:[0-9]+(?:_[0-9]+)*(?:\.(?:[0-9]+(?:_[0-9]+)*)?)?|\.[0-9]+(?:_[0-9]+)*)(?:[eE][+-]?[0-9]+(?:_[0-9]+)*)?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Float();

    [GeneratedRegex(@"\A[+-]?[0-9]+(?:_[0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Integer();
}
