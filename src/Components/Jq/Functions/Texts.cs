using System.Collections.Immutable;
using System.Text;
using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Values;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Functions;

/// <summary>Functions for texts that need no regular expression.</summary>
internal static class Texts
{
    private static readonly char[] _space = [' ', '\t', '\n', '\v', '\f', '\r'];

    public static JqResult Utf8Length(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments) => value is TextValue text
        ? FlowValue.Of((long)Encoding.UTF8.GetByteCount(text.Value))
        : JqErrors.Of(run, value, "only strings have UTF-8 byte length");

    public static JqResult StartsWith(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments) =>
        value is TextValue text && arguments[0] is TextValue start
            ? text.Value.StartsWith(start.Value, StringComparison.Ordinal)
            : JqResult.Error("startswith() requires string inputs");

    public static JqResult EndsWith(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments) =>
        value is TextValue text && arguments[0] is TextValue end
            ? text.Value.EndsWith(end.Value, StringComparison.Ordinal)
            : JqResult.Error("endswith() requires string inputs");

    public static JqResult TrimStart(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments)
    {
        if (value is not TextValue { Value: var text } || arguments[0] is not TextValue { Value: var start }
            || !text.StartsWith(start, StringComparison.Ordinal))
        {
            return value;
        }

        run.SpendText(text.Length);
        return text[start.Length..];
    }

    public static JqResult TrimEnd(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments)
    {
        if (value is not TextValue { Value: var text } || arguments[0] is not TextValue { Value: var end }
            || !text.EndsWith(end, StringComparison.Ordinal))
        {
            return value;
        }

        run.SpendText(text.Length);
        return text[..^end.Length];
    }

    public static JqResult Trim(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments) =>
        Change(run, value, "cannot be trimmed, as it is not a string", text => text.Trim(_space));

    public static JqResult TrimLeft(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments) =>
        Change(run, value, "cannot be trimmed, as it is not a string", text => text.TrimStart(_space));

    public static JqResult TrimRight(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments) =>
        Change(run, value, "cannot be trimmed, as it is not a string", text => text.TrimEnd(_space));

    public static JqResult ToLower(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments) =>
        Change(run, value, "cannot be converted, as it is not a string", text => ChangeCase(text, char.IsAsciiLetterUpper));

    public static JqResult ToUpper(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments) =>
        Change(run, value, "cannot be converted, as it is not a string", text => ChangeCase(text, char.IsAsciiLetterLower));

    public static JqResult Explode(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments)
    {
        if (value is not TextValue { Value: var text })
        {
            return JqResult.Error("explode input must be a string");
        }

        run.Spend(text.Length);
        return FlowValue.Of(text.EnumerateRunes().Select(rune => FlowValue.Of((long)rune.Value)));
    }

    public static JqResult Implode(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments)
    {
        if (value is not ListValue list)
        {
            return JqErrors.Of(run, value, "can't be imploded, as it is not an array");
        }

        run.Spend(list.Count);
        var text = new StringBuilder();
        foreach (var point in list.Items)
        {
            if (!JqKinds.IsNumber(point))
            {
                return JqErrors.Of(run, point, "can't be imploded, unicode codepoint needs to be numeric");
            }

            text.Append(JqText.FromPoint(JqNumbers.ToDouble(point)));
        }

        return text.ToString();
    }

    public static JqResult Split(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments) =>
        value is TextValue text && arguments[0] is TextValue separator
            ? Split(run, text.Value, separator.Value)
            : JqResult.Error("split input and separator must be strings");

    /// <summary>The parts between separators; for an empty separator, the characters.</summary>
    public static ListValue Split(JqRun run, string text, string separator)
    {
        SpendSearch(run, text, separator);
        run.Spend(text.Length);
        return text.Length == 0 ? ListValue.Empty
            : separator.Length == 0 ? FlowValue.Of(text.EnumerateRunes().Select(rune => FlowValue.Of(rune.ToString())))
            : FlowValue.Of(text.Split(separator, StringSplitOptions.None).Select(FlowValue.Of));
    }

    /// <summary>Where a text occurs in another, also where occurrences overlap, in code points.</summary>
    public static ListValue Occurrences(JqRun run, string text, string part)
    {
        var found = ImmutableArray.CreateBuilder<FlowValue>();
        SpendSearch(run, text, part);
        run.Spend(text.Length);
        var (unit, point) = (0, 0);
        var next = part.Length == 0 ? -1 : text.IndexOf(part, StringComparison.Ordinal);
        while (next >= 0)
        {
            run.Spend(1 + (part.Length >> 4));
            point += JqText.Length(text.AsSpan(unit, next - unit));
            unit = next;
            found.Add(FlowValue.Of((long)point));
            next = text.IndexOf(part, unit + 1, StringComparison.Ordinal);
        }

        return new ListValue(found.ToImmutable());
    }

    /// <summary>Pays for a search. At worst it compares every character of one text with every one of the other.</summary>
    public static void SpendSearch(JqRun run, string text, string part) =>
        run.Spend((text.Length >> 4) + ((long)text.Length * part.Length >> 12));

    private static JqResult Change(JqRun run, FlowValue value, string problem, Func<string, string> change)
    {
        if (value is not TextValue { Value: var text })
        {
            return JqErrors.Of(run, value, problem);
        }

        run.SpendText(text.Length);
        return change(text);
    }

    private static string ChangeCase(string text, Func<char, bool> isOther) =>
        string.Create(text.Length, (text, isOther), static (target, source) =>
        {
            for (var index = 0; index < target.Length; index++)
            {
                var character = source.text[index];
                target[index] = source.isOther(character) ? (char)(character ^ ' ') : character;
            }
        });
}
