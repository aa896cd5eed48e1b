using System.Numerics;
using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Values;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Functions;

/// <summary><c>+ - * / %</c> for all the types that they take.</summary>
internal static class Arithmetic
{
    public static JqResult Add(JqRun run, FlowValue left, FlowValue right)
    {
        switch (left, right)
        {
            case (NullValue, _):
                return right;
            case (_, NullValue):
                return left;
            case (IntegerValue one, IntegerValue other):
                return JqNumbers.Of(one.Value + other.Value);
            case (TextValue one, TextValue other):
                run.SpendText((long)one.Value.Length + other.Value.Length);
                return one.Value + other.Value;
            case (ListValue one, ListValue other):
                run.SpendItems((long)one.Count + other.Count);
                return new ListValue(one.Items.AddRange(other.Items));
            case (ObjectValue one, ObjectValue other):
                return Merge(run, one, other);
            default:
                return AreNumbers(left, right)
                    ? JqNumbers.Of(JqNumbers.ToDouble(left) + JqNumbers.ToDouble(right))
                    : JqErrors.Of(run, left, right, "cannot be added");
        }
    }

    public static JqResult Subtract(JqRun run, FlowValue left, FlowValue right) => (left, right) switch
    {
        (IntegerValue one, IntegerValue other) => JqNumbers.Of(one.Value - other.Value),
        (ListValue one, ListValue other) => FlowValue.Of(one.Where(item => !Contains(run, other, item))),
        _ when AreNumbers(left, right) => JqNumbers.Of(JqNumbers.ToDouble(left) - JqNumbers.ToDouble(right)),
        _ => JqErrors.Of(run, left, right, "cannot be subtracted"),
    };

    public static JqResult Multiply(JqRun run, FlowValue left, FlowValue right) => (left, right) switch
    {
        (IntegerValue one, IntegerValue other) => Multiply(one.Value, other.Value),
        (TextValue text, IntegerValue or NumberValue) => Repeat(run, text.Value, JqNumbers.ToDouble(right)),
        (IntegerValue or NumberValue, TextValue text) => Repeat(run, text.Value, JqNumbers.ToDouble(left)),
        (ObjectValue one, ObjectValue other) => DeepMerge(run, one, other),
        _ when AreNumbers(left, right) => JqNumbers.Of(JqNumbers.ToDouble(left) * JqNumbers.ToDouble(right)),
        _ => JqErrors.Of(run, left, right, "cannot be multiplied"),
    };

    public static JqResult Divide(JqRun run, FlowValue left, FlowValue right)
    {
        if (left is TextValue text && right is TextValue separator)
        {
            return Texts.Split(run, text.Value, separator.Value);
        }

        if (!AreNumbers(left, right))
        {
            return JqErrors.Of(run, left, right, "cannot be divided");
        }

        if (JqNumbers.ToDouble(right) == 0)
        {
            return JqErrors.Of(run, left, right, "cannot be divided because the divisor is zero");
        }

        return left is IntegerValue { Value: var one } && right is IntegerValue { Value: var other } && IsSmall(one) && IsSmall(other)
            && (long)one % (long)other == 0
            ? JqNumbers.Of(one / other)
            : JqNumbers.Of(JqNumbers.ToDouble(left) / JqNumbers.ToDouble(right));
    }

    public static JqResult Remainder(JqRun run, FlowValue left, FlowValue right)
    {
        if (!AreNumbers(left, right))
        {
            return JqErrors.Of(run, left, right, "cannot be divided (remainder)");
        }

        if (double.IsNaN(JqNumbers.ToDouble(left)) || double.IsNaN(JqNumbers.ToDouble(right)))
        {
            return FlowValue.Of(double.NaN);
        }

        var divisor = JqNumbers.ToLong(right);
        return divisor switch
        {
            0 => JqErrors.Of(run, left, right, "cannot be divided (remainder) because the divisor is zero"),
            1 or -1 => FlowValue.Of(0L),
            _ => FlowValue.Of(JqNumbers.ToLong(left) % divisor),
        };
    }

    public static JqResult Negate(JqRun run, FlowValue value) =>
        JqKinds.IsNumber(value) ? JqNumbers.Negate(value) : JqErrors.Of(run, value, "cannot be negated");

    private static bool AreNumbers(FlowValue left, FlowValue right) => JqKinds.IsNumber(left) && JqKinds.IsNumber(right);

    private static bool IsSmall(BigInteger number) => number > long.MinValue && number <= long.MaxValue;

    // Two integers of thousands of digits would take long to multiply, for a result that is a double anyway.
    private static FlowValue Multiply(BigInteger left, BigInteger right) =>
        IsSmall(left) && IsSmall(right) ? JqNumbers.Of(left * right) : JqNumbers.Of((double)left * (double)right);

    private static bool Contains(JqRun run, ListValue list, FlowValue item)
    {
        foreach (var other in list.Items)
        {
            if (JqOrder.AreEqual(run, item, other))
            {
                return true;
            }
        }

        return false;
    }

    private static JqResult Repeat(JqRun run, string text, double times)
    {
        if (times < 0 || double.IsNaN(times))
        {
            return NullValue.Instance;
        }

        var count = JqNumbers.ToInt(times);
        run.SpendText((long)text.Length * count);
        run.Spend(count >> 6);
        return text.Length == 0 ? text : string.Concat(Enumerable.Repeat(text, count));
    }

    private static ObjectValue Merge(JqRun run, ObjectValue left, ObjectValue right)
    {
        run.SpendItems(4L * (left.Count + right.Count));
        var merged = new ObjectBuilder(left.Count + right.Count);
        foreach (var (key, value) in left.Entries)
        {
            merged.Set(key, value);
        }

        foreach (var (key, value) in right.Entries)
        {
            merged.Set(key, value);
        }

        return merged.ToValue();
    }

    private static ObjectValue DeepMerge(JqRun run, ObjectValue left, ObjectValue right)
    {
        run.SpendItems(8L * (1 + left.Count + right.Count));
        var merged = new ObjectBuilder(left.Count + right.Count);
        foreach (var (key, value) in left.Entries)
        {
            merged.Set(key, value);
        }

        foreach (var (key, value) in right.Entries)
        {
            merged.Set(key, value is ObjectValue inner && left.Find(key) is ObjectValue outer ? DeepMerge(run, outer, inner) : value);
        }

        return merged.ToValue();
    }
}
