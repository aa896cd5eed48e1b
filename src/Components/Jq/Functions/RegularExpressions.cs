using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Regexes;
using SkillFlaw.Components.Jq.Values;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Functions;

/// <summary>What the functions for regular expressions are made of.</summary>
internal static class RegularExpressions
{
    /// <summary><c>_match(expression; flags; test)</c>: the list of the matches, or whether there is one.</summary>
    public static JqResult Match(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments)
    {
        var test = JqKinds.IsTrue(arguments[2]);
        var problem = TryRead(run, value, arguments, JqRegexFlags.None, out var text, out var regex, out var flags);
        if (problem is { } found)
        {
            return found;
        }

        var matches = ImmutableArray.CreateBuilder<FlowValue>();
        var position = new Position(text);
        foreach (var match in run.Regexes.Match(run, regex, flags, text))
        {
            if (test)
            {
                return true;
            }

            matches.Add(Describe(run, regex, match, position));
        }

        return test ? false : new ListValue(matches.ToImmutable());
    }

    /// <summary><c>split(expression; flags)</c>: the texts between the matches.</summary>
    public static JqResult Split(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments)
    {
        var problem = TryRead(run, value, arguments, JqRegexFlags.Global, out var text, out var regex, out var flags);
        if (problem is { } found)
        {
            return found;
        }

        var parts = ImmutableArray.CreateBuilder<FlowValue>();
        var start = 0;
        foreach (var match in run.Regexes.Match(run, regex, flags, text))
        {
            parts.Add(FlowValue.Of(text[start..match.Index]));
            start = match.Index + match.Length;
        }

        run.SpendText(text.Length);
        parts.Add(FlowValue.Of(text[start..]));
        return new ListValue(parts.ToImmutable());
    }

    /// <summary><c>_sub(matches; replacements)</c>: the texts that come of it, one for each replacement of the matches.</summary>
    public static JqResult Substitute(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments)
    {
        var (text, matches, replacements) = (((TextValue)value).Value, (ListValue)arguments[0], (ListValue)arguments[1]);
        var results = new List<StringBuilder>();
        var position = new Position(text);
        var start = 0;
        for (var index = 0; index < matches.Count; index++)
        {
            var match = (ObjectValue)matches.Items[index];
            var from = position.MoveTo(JqNumbers.ToInt(JqNumbers.ToDouble(match["offset"])));
            var gap = text.AsSpan(start, from - start);
            start = from + ((TextValue)match["string"]).Value.Length;
            var texts = (ListValue)replacements.Items[index];
            for (var at = 0; at < texts.Count; at++)
            {
                if (texts.Items[at] is not (TextValue or NullValue))
                {
                    return JqErrors.Of(run, FlowValue.Of(gap.ToString()), texts.Items[at], "cannot be added");
                }

                if (results.Count <= at)
                {
                    results.Add(new StringBuilder());
                }

                var replacement = (texts.Items[at] as TextValue)?.Value ?? "";
                run.SpendText(16L + gap.Length + replacement.Length, results[at].Length);
                results[at].Append(gap).Append(replacement);
            }
        }

        foreach (var result in results)
        {
            run.SpendText(text.Length - start, result.Length);
            result.Append(text, start, text.Length - start);
        }

        return results.Count == 0 ? new ListValue([value]) : FlowValue.Of(results.Select(result => FlowValue.Of(result.ToString())));
    }

    private static JqResult? TryRead(
        JqRun run,
        FlowValue value,
        ReadOnlySpan<FlowValue> arguments,
        JqRegexFlags always,
        out string text,
        out JqRegex regex,
        out JqRegexFlags flags)
    {
        (text, regex, flags) = ("", new JqRegex(null, [], null), JqRegexFlags.None);
        if (value is not TextValue input)
        {
            return JqErrors.Of(run, value, "cannot be matched, as it is not a string");
        }

        if (arguments[0] is not TextValue expression)
        {
            return JqErrors.Of(run, arguments[0], "is not a string");
        }

        if (arguments[1] is not (NullValue or TextValue))
        {
            return JqErrors.Of(run, arguments[1], "is not a string");
        }

        var letters = (arguments[1] as TextValue)?.Value ?? "";
        if (JqRegexes.ReadFlags(letters) is not { } read)
        {
            return JqResult.Error($"{letters} is not a valid modifier string");
        }

        (text, flags) = (input.Value, read | always);
        regex = run.Regexes.Get(run, expression.Value, read & ~(JqRegexFlags.Global | JqRegexFlags.NotEmpty), text);
        return regex.Problem is null ? (JqResult?)null : JqResult.Error($"Regex failure: {regex.Problem}");
    }

    private static ObjectValue Describe(JqRun run, JqRegex regex, Match match, Position position)
    {
        var offset = position.PointAt(match.Index);
        var captures = ImmutableArray.CreateBuilder<FlowValue>(regex.Groups.Count);
        for (var index = 0; index < regex.Groups.Count; index++)
        {
            run.Spend(4);
            var group = match.Groups[string.Create(CultureInfo.InvariantCulture, $"g{index + 1}")];
            captures.Add(FlowValue.Of(
                ("offset", FlowValue.Of(group.Success ? position.PointNear(match.Index, offset, group.Index) : -1L)),
                ("length", FlowValue.Of(group.Success ? (long)JqText.Length(group.ValueSpan) : 0L)),
                ("string", FlowValue.Of(group.Success ? group.Value : null)),
                ("name", FlowValue.Of(regex.Groups[index]))));
        }

        run.SpendText(match.Length);
        return FlowValue.Of(
            ("offset", FlowValue.Of((long)offset)),
            ("length", FlowValue.Of((long)JqText.Length(match.ValueSpan))),
            ("string", FlowValue.Of(match.Value)),
            ("captures", new ListValue(captures.ToImmutable())));
    }

    // Counts code points along a text that is walked from its start to its end.
    private sealed class Position(string text)
    {
        private int _unit;
        private int _point;

        public int PointAt(int unit)
        {
            _point += JqText.Length(text.AsSpan(_unit, unit - _unit));
            _unit = unit;
            return _point;
        }

        public int MoveTo(int point)
        {
            for (; _point < point && _unit < text.Length; _point++)
            {
                _unit += JqText.IsPairAt(text, _unit) ? 2 : 1;
            }

            return _unit;
        }

        public long PointNear(int unit, int point, int other) => other >= unit
            ? point + JqText.Length(text.AsSpan(unit, other - unit))
            : point - JqText.Length(text.AsSpan(other, unit - other));
    }
}
