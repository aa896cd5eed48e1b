using System.Collections.Immutable;
using System.Text;
using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Values;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Functions;

/// <summary>Functions for lists that would be slow in jq itself.</summary>
internal static class Lists
{
    /// <summary>All items, or values of an object, with <c>+</c> between them.</summary>
    public static JqResult Add(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments)
    {
        if (Items(value) is not { } items)
        {
            return JqResult.Error(JqErrors.CannotIterate(run, value));
        }

        run.SpendItems(items.Length);
        if (items.All(item => item is TextValue))
        {
            return Concatenate(run, items);
        }

        if (items.All(item => item is ListValue))
        {
            var all = items.Sum(item => (long)((ListValue)item).Count);
            run.SpendItems(all);
            return items.IsEmpty ? NullValue.Instance : FlowValue.Of(items.SelectMany(item => ((ListValue)item).Items));
        }

        if (items.All(item => item is ObjectValue))
        {
            return Merge(run, items);
        }

        JqResult sum = NullValue.Instance;
        foreach (var item in items)
        {
            run.Spend(1);
            sum = Arithmetic.Add(run, sum.Value, item);
            if (sum.IsError)
            {
                break;
            }
        }

        return sum;
    }

    public static JqResult Join(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments)
    {
        if (Items(value) is not { } items)
        {
            return JqResult.Error(JqErrors.CannotIterate(run, value));
        }

        if (items.IsEmpty)
        {
            return "";
        }

        var joined = new StringBuilder();
        for (var index = 0; index < items.Length; index++)
        {
            if (index > 0)
            {
                if (arguments[0] is not TextValue { Value: var separator })
                {
                    return JqErrors.Of(run, FlowValue.Of(joined.ToString()), arguments[0], "cannot be added");
                }

                run.SpendText(separator.Length, joined.Length);
                joined.Append(separator);
            }

            run.Spend(1);
            switch (items[index])
            {
                case NullValue:
                    break;
                case ListValue or ObjectValue:
                    return JqErrors.Of(run, FlowValue.Of(joined.ToString()), items[index], "cannot be added");
                default:
                    var text = JqJson.ToText(run, items[index]);
                    run.SpendText(text.Length, joined.Length);
                    joined.Append(text);
                    break;
            }
        }

        return joined.ToString();
    }

    public static JqResult Flatten(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments)
    {
        var depth = arguments.Length == 0 ? double.PositiveInfinity
            : JqKinds.IsNumber(arguments[0]) ? JqNumbers.ToDouble(arguments[0])
            : double.PositiveInfinity;
        if (depth < 0)
        {
            return JqResult.Error("flatten depth must not be negative");
        }

        if (Items(value) is not { } items)
        {
            return JqResult.Error(JqErrors.CannotIterate(run, value));
        }

        var all = ImmutableArray.CreateBuilder<FlowValue>();
        Flatten(run, items, depth, all);
        return new ListValue(all.ToImmutable());
    }

    public static JqResult Reverse(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments)
    {
        switch (value)
        {
            case NullValue:
                return ListValue.Empty;
            case ListValue list:
                run.SpendItems(list.Count);
                return FlowValue.Of(list.Items.Reverse());
            case TextValue text:
                run.SpendText(text.Value.Length);
                return string.Concat(text.Value.EnumerateRunes().Reverse());
            default:
                return JqErrors.Of(run, value, "cannot be reversed, as it is not an array");
        }
    }

    public static JqResult Indices(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments) => (value, arguments[0]) switch
    {
        (TextValue text, TextValue part) => Texts.Occurrences(run, text.Value, part.Value),
        (ListValue list, ListValue part) => JqIndexing.Occurrences(run, list, part),
        (ListValue list, _) => JqIndexing.Occurrences(run, list, new ListValue([arguments[0]])),
        _ => JqIndexing.Get(run, value, arguments[0]),
    };

    private static ImmutableArray<FlowValue>? Items(FlowValue value) => value switch
    {
        ListValue list => list.Items,
        ObjectValue fields => [.. fields.Values],
        _ => null,
    };

    private static JqResult Concatenate(JqRun run, ImmutableArray<FlowValue> items)
    {
        var all = new StringBuilder();
        foreach (var item in items)
        {
            var text = ((TextValue)item).Value;
            run.SpendText(text.Length, all.Length);
            all.Append(text);
        }

        return items.IsEmpty ? NullValue.Instance : FlowValue.Of(all.ToString());
    }

    private static JqResult Merge(JqRun run, ImmutableArray<FlowValue> items)
    {
        var merged = new ObjectBuilder();
        foreach (var item in items)
        {
            var fields = (ObjectValue)item;
            run.SpendItems(4L * (1 + fields.Count));
            foreach (var (key, value) in fields.Entries)
            {
                merged.Set(key, value);
            }
        }

        return merged.ToValue();
    }

    private static void Flatten(JqRun run, ImmutableArray<FlowValue> items, double depth, ImmutableArray<FlowValue>.Builder all)
    {
        run.Spend(items.Length);
        foreach (var item in items)
        {
            if (item is ListValue inner && depth > 0)
            {
                Flatten(run, inner.Items, depth - 1, all);
            }
            else
            {
                all.Add(item);
            }
        }
    }
}
