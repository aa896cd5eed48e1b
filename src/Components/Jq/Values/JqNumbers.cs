using System.Globalization;
using System.Numerics;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Values;

/// <summary>Numbers as jq has them: doubles, except that whole numbers stay exact where they fit into 64 bits.</summary>
internal static class JqNumbers
{
    private const double LargestExact = 9007199254740992;

    public static double ToDouble(FlowValue number) => number is IntegerValue integer ? (double)integer.Value : ((NumberValue)number).Value;

    /// <summary>A number that was computed.</summary>
    public static FlowValue Of(double number) =>
        Math.Abs(number) <= LargestExact && number == Math.Truncate(number) ? FlowValue.Of((long)number) : FlowValue.Of(number);

    /// <summary>A whole number that was computed; too large for 64 bits, it becomes a double.</summary>
    public static FlowValue Of(BigInteger number) =>
        number >= long.MinValue && number <= long.MaxValue ? new IntegerValue(number) : Of((double)number);

    public static bool IsNaN(FlowValue value) => value is NumberValue { Value: double.NaN };

    public static FlowValue Negate(FlowValue number) =>
        number is IntegerValue { Value: var integer } ? Of(-integer) : Of(-((NumberValue)number).Value);

    /// <summary>The number as an index or a count, cut to what an int can hold.</summary>
    public static int ToInt(double number) => (int)Math.Clamp(double.IsNaN(number) ? 0 : number, int.MinValue, int.MaxValue);

    /// <summary>The whole part as 64 bits, as for a remainder.</summary>
    public static long ToLong(FlowValue number) => number is IntegerValue { Value: var integer }
        ? (long)BigInteger.Clamp(integer, long.MinValue, long.MaxValue)
        : ToLong(((NumberValue)number).Value);

    /// <summary>jq orders NaN before all numbers.</summary>
    public static int Compare(FlowValue one, FlowValue other)
    {
        if (one is IntegerValue { Value: var first } && other is IntegerValue { Value: var second })
        {
            return first.CompareTo(second);
        }

        var (left, right) = (ToDouble(one), ToDouble(other));
        return double.IsNaN(left) ? -1 : double.IsNaN(right) ? 1 : left.CompareTo(right);
    }

    /// <summary>A number in JSON: 1e+17, 0.1, 3.0 as it was read; NaN is null, infinity the largest number.</summary>
    public static string Format(FlowValue number)
    {
        if (number is IntegerValue { Value: var integer })
        {
            return integer.ToString(CultureInfo.InvariantCulture);
        }

        var value = ((NumberValue)number).Value;
        if (double.IsNaN(value))
        {
            return "null";
        }

        return Format(Math.Clamp(value, double.MinValue, double.MaxValue));
    }

    /// <summary>Reads a number as it stands in JSON, with the freedoms of jq: a leading dot or plus, zeros in front, nan.</summary>
    public static FlowValue? Parse(string text)
    {
        const int LongestInteger = 4300;
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        text = text.Trim(' ', '\t', '\r', '\n');
        var digits = text.AsSpan().TrimStart('-');
        if (digits is "nan" or "NaN")
        {
            return FlowValue.Of(double.NaN);
        }

        if (digits.Length > 0 && digits.Length <= LongestInteger && digits.IndexOfAnyExceptInRange('0', '9') < 0)
        {
            return new IntegerValue(BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        }

        return digits.IndexOfAnyInRange('0', '9') >= 0 && double.TryParse(text, Style, CultureInfo.InvariantCulture, out var number)
            ? FlowValue.Of(number)
            : null;
    }

    private static long ToLong(double number) =>
        double.IsNaN(number) ? 0 : number >= long.MaxValue ? long.MaxValue : number <= long.MinValue ? long.MinValue : (long)number;

    private static string Format(double value)
    {
        // The shortest digits that give the number back; C# and jq only disagree on where the exponent starts.
        var shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        var sign = double.IsNegative(value) ? "-" : "";
        var (digits, exponent) = Split(shortest);
        if (exponent <= -5 || exponent >= digits.Length + 15)
        {
            var fraction = digits.Length > 1 ? $".{digits[1..]}" : "";
            return $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        }

        if (exponent < 0)
        {
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        }

        return digits.Length <= exponent + 1
            ? $"{sign}{digits.PadRight(exponent + 1, '0')}{(exponent < 15 ? ".0" : "")}"
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    // The digits without zeros around them, and the power of ten of the first.
    private static (string Digits, int Exponent) Split(string number)
    {
        var end = number.IndexOf('E');
        var mantissa = end < 0 ? number : number[..end];
        var power = end < 0 ? 0 : int.Parse(number.AsSpan(end + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.');
        var whole = point < 0 ? mantissa.Length : point;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var leading = digits.Length - digits.TrimStart('0').Length;
        digits = digits.Trim('0');
        return digits.Length == 0 ? ("0", 0) : (digits, power + whole - leading - 1);
    }
}
