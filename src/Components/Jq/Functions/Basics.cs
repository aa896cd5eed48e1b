using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Values;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Functions;

/// <summary>Functions for values of all types: length, keys, conversions, containment.</summary>
internal static class Basics
{
    public static JqResult Length(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments)
    {
        switch (value)
        {
            case NullValue:
                return FlowValue.Of(0L);
            case IntegerValue or NumberValue:
                return Absolute(run, value, arguments);
            case TextValue text:
                run.Spend(text.Value.Length >> 4);
                return FlowValue.Of((long)JqText.Length(text.Value));
            case ListValue list:
                return FlowValue.Of((long)list.Count);
            case ObjectValue fields:
                return FlowValue.Of((long)fields.Count);
            default:
                return JqErrors.Of(run, value, "has no length");
        }
    }

    public static JqResult Absolute(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments) => value switch
    {
        IntegerValue { Value.Sign: < 0 } integer => JqNumbers.Of(-integer.Value),
        IntegerValue => value,
        NumberValue number => number.Value < 0 ? JqNumbers.Of(-number.Value) : value,
        _ => JqErrors.Of(run, value, "has no absolute value"),
    };

    public static JqResult Keys(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments) => value switch
    {
        ObjectValue fields => FlowValue.Of(JqOrder.SortedKeys(run, fields).Select(FlowValue.Of)),
        _ => UnsortedKeys(run, value, arguments),
    };

    public static JqResult UnsortedKeys(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments)
    {
        switch (value)
        {
            case ObjectValue fields:
                run.SpendItems(fields.Count);
                return FlowValue.Of(fields.Keys.Select(FlowValue.Of));
            case ListValue list:
                run.SpendItems(list.Count);
                return FlowValue.Of(Enumerable.Range(0, list.Count).Select(index => FlowValue.Of((long)index)));
            default:
                return JqErrors.Of(run, value, "has no keys");
        }
    }

    public static JqResult Has(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments) => (value, arguments[0]) switch
    {
        (ObjectValue fields, TextValue key) => fields.ContainsKey(key.Value),
        (ListValue list, IntegerValue or NumberValue) => Math.Floor(JqNumbers.ToDouble(arguments[0])) is var index
            && index >= 0 && index < list.Count,
        _ => JqResult.Error($"Cannot check whether {JqKinds.Name(value)} has a {JqKinds.Name(arguments[0])} key"),
    };

    public static JqResult Contains(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments) =>
        JqKinds.Name(value) == JqKinds.Name(arguments[0])
            ? Contains(run, value, arguments[0])
            : JqErrors.Of(run, value, arguments[0], "cannot have their containment checked");

    public static JqResult ToText(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments) =>
        value is TextValue ? value : JqJson.Write(run, value);

    public static JqResult ToJson(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments) => JqJson.Write(run, value);

    public static JqResult ToNumber(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments)
    {
        switch (value)
        {
            case IntegerValue or NumberValue:
                return value;
            case TextValue { Value: var text }:
                run.Spend(text.Length);
                return JqNumbers.Parse(text) is { } number ? number : NoNumber(text);
            default:
                return JqErrors.Of(run, value, "cannot be parsed as a number");
        }
    }

    public static JqResult FromJson(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments)
    {
        if (value is not TextValue { Value: var text })
        {
            return JqErrors.Of(run, value, "only strings can be parsed");
        }

        run.Spend(text.Length);
        try
        {
            return text.Trim() is "nan" or "NaN" ? FlowValue.Of(double.NaN) : JsonValues.Parse(text);
        }
        catch (InvalidValueException)
        {
            // An exception costs as much as some hundred steps.
            run.Spend(500);
            return string.IsNullOrWhiteSpace(text)
                ? JqResult.Error($"Expected JSON value (while parsing '{text}')")
                : JqResult.Error($"Invalid JSON text (while parsing '{text}')");
        }
    }

    private static JqResult NoNumber(string text) => JqResult.Error(
        $"Invalid numeric literal at EOF at line 1, column {text.Length} (while parsing '{text}')");

    private static bool Contains(JqRun run, FlowValue value, FlowValue part)
    {
        run.Spend(1);
        switch (value, part)
        {
            case (ObjectValue fields, ObjectValue parts):
                foreach (var (key, wanted) in parts.Entries)
                {
                    if (fields.Find(key) is not { } field || !Contains(run, field, wanted))
                    {
                        return false;
                    }
                }

                return true;
            case (ListValue list, ListValue parts):
                foreach (var wanted in parts.Items)
                {
                    if (!HasItem(run, list, wanted))
                    {
                        return false;
                    }
                }

                return true;
            case (TextValue text, TextValue wanted):
                Texts.SpendSearch(run, text.Value, wanted.Value);
                return text.Value.Contains(wanted.Value, StringComparison.Ordinal);
            default:
                return JqOrder.AreEqual(run, value, part);
        }
    }

    private static bool HasItem(JqRun run, ListValue list, FlowValue wanted)
    {
        foreach (var item in list.Items)
        {
            if (Contains(run, item, wanted))
            {
                return true;
            }
        }

        return false;
    }
}
