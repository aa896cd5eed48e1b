using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components;

/// <summary>What Python calls the type of a value.</summary>
internal static class PythonTypeName
{
    public static string Of(FlowValue value) => value switch
    {
        NullValue => "NoneType",
        BooleanValue => "bool",
        IntegerValue => "int",
        NumberValue => "float",
        TextValue => "str",
        ListValue => "list",
        ObjectValue => "dict",
        _ => value.GetType().Name,
    };
}
