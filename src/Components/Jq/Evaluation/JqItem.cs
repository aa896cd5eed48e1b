using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Evaluation;

/// <summary>A value on its way through a filter, and where a path is asked for, the way it came.</summary>
/// <param name="Value">The value.</param>
/// <param name="Trail">The last place inside of the input where the filter was; null where nobody asks.</param>
internal readonly record struct JqItem(FlowValue Value, JqTrail? Trail)
{
    /// <summary>The same value, with nobody who asks for its path.</summary>
    public JqItem Untracked => new(Value, null);

    /// <summary>True where the value still is the one at the end of the trail.</summary>
    public bool IsOnTrail => Trail is { Value: var at } && (ReferenceEquals(at, Value) || IsSameScalar(at, Value));

    /// <summary>True where a path is asked for and the value has left it, so that going on from here is an error.</summary>
    public bool IsAstray => Trail is not null && !IsOnTrail;

    /// <summary>A value that was computed from this one.</summary>
    public JqItem Becomes(FlowValue value) => new(value, Trail);

    /// <summary>A part of this one.</summary>
    public JqItem Part(FlowValue key, FlowValue part) => new(part, Trail is null ? null : new JqTrail(Trail, key, part));

    // jq compares scalars by value here, and the definitions of its users rely on it.
    private static bool IsSameScalar(FlowValue one, FlowValue other) =>
        one is NullValue or BooleanValue or IntegerValue or NumberValue && one.Equals(other);
}
