using SkillFlaw.Graph.Flows;
using SkillFlaw.Graph.Parameters;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Tweaks;

/// <summary>What a tweak makes of a field (semantics section 2.3, the table of effects).</summary>
internal static class TweakedField
{
    public static FieldDefinition Apply(FieldDefinition field, FlowValue tweak) => (field.Type, tweak) switch
    {
        ("NestedDict", TextValue text) => field with { Value = ParseLeniently(text) },
        ("NestedDict" or "mcp", _) => field with { Value = tweak },
        ("file", ObjectValue attributes) => attributes.Entries.Aggregate(field, (each, attribute) => each with { FilePath = attribute.Value }),
        ("file", _) => field with { FilePath = tweak },
        (_, ObjectValue attributes) => attributes.Entries.Aggregate(field, (each, attribute) => Merge(each, attribute.Key, attribute.Value)),
        _ => field with { Value = tweak },
    };

    // An attribute that changes nothing at run time is dropped, as an unknown one.
    private static FieldDefinition Merge(FieldDefinition field, string attribute, FlowValue value) => attribute switch
    {
        "value" => field with { Value = value },
        "file_path" => field with { FilePath = value },
        "default" => field with { Default = value },
        "type" when value is TextValue type => field with { Type = type.Value },
        "load_from_db" => field with { LoadFromDb = FieldConversion.IsTruthy(value) },
        "show" => field with { Show = FieldConversion.IsTruthy(value) },
        "list" => field with { IsList = FieldConversion.IsTruthy(value) },
        "required" => field with { Required = FieldConversion.IsTruthy(value) },
        "override_skip" => field with { OverrideSkip = FieldConversion.IsTruthy(value) },
        "options" when value is ListValue options => field with { Options = [.. options.Items.OfType<TextValue>().Select(option => option.Value)] },
        _ => field,
    };

    private static FlowValue ParseLeniently(TextValue text)
    {
        try
        {
            return JsonValues.Parse(text.Value);
        }
        catch (InvalidValueException)
        {
            return text;
        }
    }
}
