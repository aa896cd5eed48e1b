using System.Collections.Immutable;
using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Values;

/// <summary>Parts of values: <c>.a</c>, <c>.[0]</c>, <c>.[1:3]</c>, <c>.[[1,2]]</c>.</summary>
internal static class JqIndexing
{
    private const string NoSlice = "Array/string slice indices must be integers";

    public static JqResult Get(JqRun run, FlowValue value, FlowValue key) => (value, key) switch
    {
        (ObjectValue fields, TextValue name) => fields.Find(name.Value) ?? NullValue.Instance,
        (ListValue list, IntegerValue or NumberValue) => Item(list, key),
        (ListValue list, ObjectValue range) => Bounds(range, list.Count) is { } bounds ? Slice(run, list, bounds) : JqResult.Error(NoSlice),
        (TextValue text, ObjectValue range) => Slice(run, text.Value, range),
        (ListValue list, ListValue part) => Occurrences(run, list, part),
        (NullValue, TextValue or IntegerValue or NumberValue or ObjectValue) => NullValue.Instance,
        _ => JqErrors.CannotIndex(value, key),
    };

    /// <summary>The value at the end of a path; null where the path leaves the value.</summary>
    public static JqResult Get(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> path)
    {
        run.Spend(path.Length);
        foreach (var key in path)
        {
            if (value is NullValue)
            {
                return value;
            }

            var part = Get(run, value, key);
            if (part.IsError)
            {
                return part;
            }

            value = part.Value;
        }

        return value;
    }

    /// <summary>Where a range of so many items starts and ends; null where it is no range.</summary>
    public static (int Start, int End)? Bounds(ObjectValue range, int length)
    {
        var (from, to) = (range.Find("start"), range.Find("end"));
        if (from is not (NullValue or IntegerValue or NumberValue) || to is not (NullValue or IntegerValue or NumberValue))
        {
            return null;
        }

        var start = from is NullValue || JqNumbers.IsNaN(from) ? 0 : Math.Floor(JqNumbers.ToDouble(from));
        var end = to is NullValue || JqNumbers.IsNaN(to) ? length : Math.Ceiling(JqNumbers.ToDouble(to));
        var first = Math.Clamp(JqNumbers.ToInt(start < 0 ? start + length : start), 0, length);
        return (first, Math.Clamp(JqNumbers.ToInt(end < 0 ? end + length : end), first, length));
    }

    /// <summary>Where a list starts inside of another, each time; nowhere for the empty list.</summary>
    public static ListValue Occurrences(JqRun run, ListValue list, ListValue part)
    {
        var found = ImmutableArray.CreateBuilder<FlowValue>();
        for (var start = 0; part.Count > 0 && start + part.Count <= list.Count; start++)
        {
            var same = 0;
            while (same < part.Count && JqOrder.AreEqual(run, list.Items[start + same], part.Items[same]))
            {
                same++;
            }

            if (same == part.Count)
            {
                found.Add(FlowValue.Of((long)start));
            }
        }

        return new ListValue(found.ToImmutable());
    }

    /// <summary>Where an index points to, counted from the start; less than zero where it is out of bounds in front.</summary>
    public static int At(FlowValue index, int count)
    {
        var at = Math.Truncate(JqNumbers.ToDouble(index));
        return JqNumbers.ToInt(at < 0 ? Math.Max(at + count, -1) : at);
    }

    private static FlowValue Item(ListValue list, FlowValue key) =>
        At(key, list.Count) is var index && index >= 0 && index < list.Count && !JqNumbers.IsNaN(key)
            ? list.Items[index]
            : NullValue.Instance;

    private static ListValue Slice(JqRun run, ListValue list, (int Start, int End) bounds)
    {
        run.SpendItems(bounds.End - bounds.Start);
        return new ListValue(list.Items.Slice(bounds.Start, bounds.End - bounds.Start));
    }

    private static JqResult Slice(JqRun run, string text, ObjectValue range)
    {
        run.SpendText(text.Length);
        if (Bounds(range, JqText.Length(text)) is not { } bounds)
        {
            return JqResult.Error(NoSlice);
        }

        return text[JqText.UnitAt(text, bounds.Start)..JqText.UnitAt(text, bounds.End)];
    }
}
