using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq;

/// <summary>Runs filters on JSON.</summary>
internal static class JqRunner
{
    public static string[] Run(string filter, string input) => Run(filter, JsonValues.Parse(input));

    public static string[] Run(string filter, FlowValue input) =>
        [.. JqProgram.Parse(filter).Run(input, CancellationToken.None).Select(output => output.ToJson())];

    /// <summary>The sentence of a filter that fails or takes more steps than that.</summary>
    public static string Fail(string filter, long steps) => Assert.Throws<InvalidValueException>(
        () => JqProgram.Parse(filter).Run(NullValue.Instance, steps, CancellationToken.None).Count()).Message;

    public static string Fail(string filter, string input) => Assert.Throws<InvalidValueException>(() => Run(filter, input)).Message;
}
