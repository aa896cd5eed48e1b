using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Values;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Functions;

/// <summary>Functions of numbers, by their names in C.</summary>
internal static class Maths
{
    private const double SmallestNormal = 2.2250738585072014e-308;

    private static readonly Dictionary<string, Func<double, double>> _ofOne = new()
    {
        ["floor"] = Math.Floor,
        ["ceil"] = Math.Ceiling,
        ["round"] = number => Math.Round(number, MidpointRounding.AwayFromZero),
        ["trunc"] = Math.Truncate,
        ["rint"] = number => Math.Round(number, MidpointRounding.ToEven),
        ["nearbyint"] = number => Math.Round(number, MidpointRounding.ToEven),
        ["sqrt"] = Math.Sqrt,
        ["cbrt"] = Math.Cbrt,
        ["fabs"] = Math.Abs,
        ["exp"] = Math.Exp,
        ["exp2"] = number => Math.Pow(2, number),
        ["exp10"] = number => Math.Pow(10, number),
        ["expm1"] = number => Math.Exp(number) - 1,
        ["log"] = Math.Log,
        ["log2"] = Math.Log2,
        ["log10"] = Math.Log10,
        ["log1p"] = number => Math.Log(1 + number),
        ["sin"] = Math.Sin,
        ["cos"] = Math.Cos,
        ["tan"] = Math.Tan,
        ["asin"] = Math.Asin,
        ["acos"] = Math.Acos,
        ["atan"] = Math.Atan,
        ["sinh"] = Math.Sinh,
        ["cosh"] = Math.Cosh,
        ["tanh"] = Math.Tanh,
        ["asinh"] = Math.Asinh,
        ["acosh"] = Math.Acosh,
        ["atanh"] = Math.Atanh,
    };

    private static readonly Dictionary<string, Func<double, double, double>> _ofTwo = new()
    {
        ["pow"] = Math.Pow,
        ["atan2"] = Math.Atan2,
        ["fmin"] = (left, right) => double.IsNaN(left) ? right : double.IsNaN(right) ? left : Math.Min(left, right),
        ["fmax"] = (left, right) => double.IsNaN(left) ? right : double.IsNaN(right) ? left : Math.Max(left, right),
        ["fmod"] = (left, right) => left % right,
        ["ldexp"] = (left, right) => left * Math.Pow(2, right),
    };

    public static IEnumerable<(string Name, int Arity, JqFunction Function)> All() =>
        _ofOne.Select(each => (each.Key, 0, OfOne(each.Value))).Concat(_ofTwo.Select(each => (each.Key, 2, OfTwo(each.Value))));

    public static JqResult IsInfinite(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments) =>
        Test(value, double.IsInfinity);

    public static JqResult IsNaN(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments) => Test(value, double.IsNaN);

    public static JqResult IsNormal(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments) =>
        Test(value, number => double.IsFinite(number) && Math.Abs(number) >= SmallestNormal);

    private static JqResult Test(FlowValue value, Func<double, bool> test) =>
        JqKinds.IsNumber(value) && test(JqNumbers.ToDouble(value));

    // A whole number of more than 15 digits must not lose the last ones to a double.
    private static JqFunction OfOne(Func<double, double> function) => (run, value, _) => value switch
    {
        IntegerValue when function == Math.Floor || function == Math.Ceiling || function == Math.Truncate => value,
        IntegerValue or NumberValue => JqNumbers.Of(function(JqNumbers.ToDouble(value))),
        _ => JqErrors.Of(run, value, "number required"),
    };

    private static JqFunction OfTwo(Func<double, double, double> function) => (run, _, arguments) =>
        !JqKinds.IsNumber(arguments[0]) ? JqErrors.Of(run, arguments[0], "number required")
        : !JqKinds.IsNumber(arguments[1]) ? JqErrors.Of(run, arguments[1], "number required")
        : JqNumbers.Of(function(JqNumbers.ToDouble(arguments[0]), JqNumbers.ToDouble(arguments[1])));
}
