using System.Text;
using SkillFlaw.Components.Jq.Values;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Evaluation;

/// <summary>The sentences of jq.</summary>
internal static class JqErrors
{
    private const int ShortLength = 14;

    private const int LongLength = 29;

    private const int LongestKey = 30;

    /// <summary>The sentence for an error that nobody caught.</summary>
    public static string Uncaught(JqRun run, FlowValue error) => error is not TextValue { Value: var text }
        ? $"{JqJson.Start(run, error, JqLimits.ErrorLength)} (not a string)"
        : text.Length <= JqLimits.ErrorLength ? text : $"{JqText.Repair(text[..JqLimits.ErrorLength])}...";

    /// <summary>A value and what is wrong with it.</summary>
    public static JqResult Of(JqRun run, FlowValue value, string problem) => JqResult.Error($"{Describe(run, value)} {problem}");

    /// <summary>Two values and what is wrong with them.</summary>
    public static JqResult Of(JqRun run, FlowValue one, FlowValue other, string problem) =>
        JqResult.Error($"{Describe(run, one)} and {Describe(run, other)} {problem}");

    public static string NoKey(JqRun run, FlowValue value) => $"Cannot use {Describe(run, value)} as object key";

    public static string CannotIterate(JqRun run, FlowValue value) => $"Cannot iterate over {Describe(run, value)}";

    public static JqResult CannotIndex(FlowValue value, FlowValue key) => JqResult.Error(
        key is TextValue text && Encoding.UTF8.GetByteCount(text.Value) < LongestKey
            ? $"Cannot index {JqKinds.Name(value)} with string \"{text.Value}\""
            : $"Cannot index {JqKinds.Name(value)} with {JqKinds.Name(key)}");

    public static string NoPath(JqRun run, FlowValue value) =>
        $"Invalid path expression with result {JqJson.Start(run, value, LongLength)}";

    public static string NoPathToPart(JqRun run, FlowValue value, FlowValue key) =>
        "Invalid path expression near attempt to access element "
        + $"{JqJson.Start(run, key, ShortLength)} of {JqJson.Start(run, value, LongLength)}";

    public static string NoPathToParts(JqRun run, FlowValue value) =>
        $"Invalid path expression near attempt to iterate through {JqJson.Start(run, value, LongLength)}";

    private static string Describe(JqRun run, FlowValue value) => $"{JqKinds.Name(value)} ({JqJson.Start(run, value, ShortLength)})";
}
