using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Values;

/// <summary>The six types of jq.</summary>
internal static class JqKinds
{
    public static string Name(FlowValue value) => value switch
    {
        NullValue => "null",
        BooleanValue => "boolean",
        IntegerValue or NumberValue => "number",
        TextValue => "string",
        ListValue => "array",
        _ => "object",
    };

    /// <summary>Everything but null and false.</summary>
    public static bool IsTrue(FlowValue value) => value is not (NullValue or BooleanValue { Value: false });

    public static bool IsNumber(FlowValue value) => value is IntegerValue or NumberValue;

    /// <summary>The place of a type in the order of values.</summary>
    public static int Rank(FlowValue value) => value switch
    {
        NullValue => 0,
        BooleanValue { Value: false } => 1,
        BooleanValue => 2,
        IntegerValue or NumberValue => 3,
        TextValue => 4,
        ListValue => 5,
        _ => 6,
    };
}
