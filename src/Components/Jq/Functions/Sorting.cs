using System.Collections.Immutable;
using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Values;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Functions;

/// <summary>Sorting, grouping, least and greatest. With an argument, that is the list of the keys of the items.</summary>
internal static class Sorting
{
    public static JqResult Sort(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments)
    {
        if (!TryRead(run, value, arguments, out var list, out var keys))
        {
            return CannotSort(run, value, arguments);
        }

        return FlowValue.Of(JqOrder.Sort(run, keys).Select(index => list.Items[index]));
    }

    public static JqResult Group(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments)
    {
        if (!TryRead(run, value, arguments, out var list, out var keys))
        {
            return CannotSort(run, value, arguments);
        }

        var groups = ImmutableArray.CreateBuilder<FlowValue>();
        foreach (var group in Groups(run, keys))
        {
            groups.Add(FlowValue.Of(group.Select(index => list.Items[index])));
        }

        return new ListValue(groups.ToImmutable());
    }

    public static JqResult Unique(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments) =>
        TryRead(run, value, arguments, out var list, out var keys)
            ? FlowValue.Of(Groups(run, keys).Select(group => list.Items[group[0]]))
            : CannotSort(run, value, arguments);

    public static JqResult Least(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments) =>
        Best(run, value, arguments, (key, best) => JqOrder.Compare(run, key, best) < 0);

    public static JqResult Greatest(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments) =>
        Best(run, value, arguments, (key, best) => JqOrder.Compare(run, key, best) >= 0);

    /// <summary><c>bsearch(item)</c>: its index in a sorted list, or -1 minus the index at which it would stand.</summary>
    public static JqResult Search(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments)
    {
        if (value is not ListValue list)
        {
            return JqErrors.Of(run, value, "cannot be searched from, as it is not an array");
        }

        var (low, high) = (0, list.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            switch (JqOrder.Compare(run, list.Items[middle], arguments[0]))
            {
                case 0:
                    return FlowValue.Of((long)middle);
                case < 0:
                    low = middle + 1;
                    break;
                default:
                    high = middle - 1;
                    break;
            }
        }

        return FlowValue.Of(-1L - low);
    }

    private static JqResult Best(
        JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments, Func<FlowValue, FlowValue, bool> isBetter)
    {
        if (!TryRead(run, value, arguments, out var list, out var keys))
        {
            return JqErrors.Of(run, value, arguments.IsEmpty ? value : arguments[0], "cannot be iterated over");
        }

        if (list.Count == 0)
        {
            return NullValue.Instance;
        }

        var best = 0;
        for (var index = 1; index < list.Count; index++)
        {
            if (isBetter(keys.Items[index], keys.Items[best]))
            {
                best = index;
            }
        }

        return list.Items[best];
    }

    private static List<List<int>> Groups(JqRun run, ListValue keys)
    {
        var groups = new List<List<int>>();
        FlowValue? current = null;
        foreach (var index in JqOrder.Sort(run, keys))
        {
            var key = keys.Items[index];
            if (current is null || !JqOrder.AreEqual(run, current, key))
            {
                groups.Add([]);
                current = key;
            }

            groups[^1].Add(index);
        }

        return groups;
    }

    private static bool TryRead(
        JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments, out ListValue list, out ListValue keys)
    {
        list = value as ListValue ?? ListValue.Empty;
        keys = (arguments.IsEmpty ? value : arguments[0]) as ListValue ?? ListValue.Empty;
        run.SpendItems(list.Count);
        return value is ListValue && keys.Count == list.Count;
    }

    private static JqResult CannotSort(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments) => arguments.IsEmpty
        ? JqErrors.Of(run, value, "cannot be sorted, as it is not an array")
        : JqErrors.Of(run, value, arguments[0], "cannot be sorted, as they are not both arrays");
}
