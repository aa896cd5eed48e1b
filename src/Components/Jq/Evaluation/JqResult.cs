using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Evaluation;

/// <summary>
/// What a function gives: a value, or an error that the filter may catch. Errors are common in jq and far too slow as exceptions.
/// </summary>
internal readonly record struct JqResult(FlowValue Value, bool IsError)
{
    public static implicit operator JqResult(FlowValue value) => new(value, false);

    public static implicit operator JqResult(string text) => new(FlowValue.Of(text), false);

    public static implicit operator JqResult(bool value) => new(FlowValue.Of(value), false);

    public static JqResult Error(string message) => new(FlowValue.Of(message), true);
}
