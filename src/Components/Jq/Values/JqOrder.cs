using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Values;

/// <summary>The order of all values: null, false, true, numbers, strings, arrays, objects.</summary>
internal static class JqOrder
{
    public static bool AreEqual(JqRun run, FlowValue one, FlowValue other) => Compare(run, one, other) == 0;

    public static int Compare(JqRun run, FlowValue one, FlowValue other)
    {
        run.Spend(1);
        var ranks = JqKinds.Rank(one).CompareTo(JqKinds.Rank(other));
        if (ranks != 0)
        {
            return ranks;
        }

        return (one, other) switch
        {
            (IntegerValue or NumberValue, _) => JqNumbers.Compare(one, other),
            (TextValue first, TextValue second) => Compare(run, first.Value, second.Value),
            (ListValue first, ListValue second) => Compare(run, first, second),
            (ObjectValue first, ObjectValue second) => Compare(run, first, second),
            _ => 0,
        };
    }

    /// <summary>By code points, which is not the order of UTF-16.</summary>
    public static int Compare(string one, string other)
    {
        var same = one.AsSpan().CommonPrefixLength(other);
        if (same == one.Length || same == other.Length)
        {
            return one.Length.CompareTo(other.Length);
        }

        var (left, right) = (one[same], other[same]);
        return char.IsSurrogate(left) == char.IsSurrogate(right) ? left.CompareTo(right) : char.IsSurrogate(left) ? 1 : -1;
    }

    /// <summary>The keys of an object in order.</summary>
    public static string[] SortedKeys(JqRun run, ObjectValue fields)
    {
        run.Spend(Cost(fields.Count));
        var keys = new string[fields.Count];
        for (var index = 0; index < keys.Length; index++)
        {
            keys[index] = fields.Entries[index].Key;
        }

        Array.Sort(keys, Compare);
        return keys;
    }

    /// <summary>The indices of some values in the order of the values; equal ones stay in their order.</summary>
    public static int[] Sort(JqRun run, ListValue values)
    {
        run.Spend(Cost(values.Count));
        var order = new int[values.Count];
        for (var index = 0; index < order.Length; index++)
        {
            order[index] = index;
        }

        // Not Array.Sort: it is not stable, and it objects to NaN, which comes before itself.
        var (from, to) = (order, new int[order.Length]);
        for (var width = 1; width < order.Length; width *= 2)
        {
            for (var start = 0; start < order.Length; start += 2 * width)
            {
                Merge(run, values, from, to, start, width);
            }

            (from, to) = (to, from);
        }

        return from;
    }

    private static void Merge(JqRun run, ListValue values, int[] from, int[] to, int start, int width)
    {
        var (left, leftEnd) = (start, Math.Min(start + width, from.Length));
        var (right, rightEnd) = (leftEnd, Math.Min(leftEnd + width, from.Length));
        for (var at = start; at < rightEnd; at++)
        {
            var takeLeft = right >= rightEnd
                || (left < leftEnd && Compare(run, values.Items[from[left]], values.Items[from[right]]) <= 0);
            to[at] = takeLeft ? from[left++] : from[right++];
        }
    }

    private static long Cost(int count) => count < 2 ? count : (long)(count * Math.Log2(count));

    private static int Compare(JqRun run, string one, string other)
    {
        run.Spend(Math.Min(one.Length, other.Length) >> 6);
        return Compare(one, other);
    }

    private static int Compare(JqRun run, ListValue one, ListValue other)
    {
        for (var index = 0; index < one.Count && index < other.Count; index++)
        {
            var result = Compare(run, one.Items[index], other.Items[index]);
            if (result != 0)
            {
                return result;
            }
        }

        return one.Count.CompareTo(other.Count);
    }

    // First the sorted keys, then the values in the order of the keys.
    private static int Compare(JqRun run, ObjectValue one, ObjectValue other)
    {
        var (left, right) = (SortedKeys(run, one), SortedKeys(run, other));
        for (var index = 0; index < left.Length && index < right.Length; index++)
        {
            var keys = Compare(left[index], right[index]);
            if (keys != 0)
            {
                return keys;
            }
        }

        if (left.Length != right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        foreach (var key in left)
        {
            var result = Compare(run, one[key], other[key]);
            if (result != 0)
            {
                return result;
            }
        }

        return 0;
    }
}
