using SkillFlaw.Components.Jq.Nodes;

namespace SkillFlaw.Components.Jq.Bindings;

/// <summary>One way to take a value apart: <c>[$a, {b: $c}]</c>.</summary>
/// <param name="Steps">How the parts are reached, in order. Part 0 is the value.</param>
/// <param name="Variables">For every variable of all alternatives the part that it names; less than zero for none.</param>
internal sealed record JqPattern(JqPattern.Step[] Steps, int[] Variables)
{
    /// <summary>A part of a part.</summary>
    internal readonly record struct Step(int From, JqNode Key);
}
