using System.Globalization;
using System.Numerics;
using SkillFlaw.Graph.Flows;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Parameters;

/// <summary>From the stored value of a field to the value of a parameter (flow-format sections 3.2 and 9.6).</summary>
public static class FieldConversion
{
    // Python refuses longer integers too; parsing them takes time that grows faster than their length.
    private const int LongestInteger = 4300;

    /// <summary>The parameter that a field gives by itself; null where it gives none, and the component's default counts.</summary>
    /// <param name="field">The field.</param>
    /// <param name="displayName">The name of its vertex, for errors.</param>
    public static Parameter? ToParameter(FieldDefinition field, string displayName)
    {
        if (!field.Show && !field.OverrideSkip)
        {
            return null;
        }

        FlowValue? value;
        try
        {
            value = Convert(field, displayName);
        }
        catch (InvalidValueException failure)
        {
            return new Parameter { Name = field.Name, Kind = ParameterKind.Invalid, Value = FlowValue.Of(failure.Message), Field = field };
        }

        if (value is null or NullValue && !field.Required && field.Type != "other")
        {
            value = field.Default is { } standIn && IsTruthy(standIn) ? standIn : null;
        }

        if (value is not null)
        {
            value = ParseSettings(field.Name, value);
        }

        return value switch
        {
            null => null,
            TextValue { Value.Length: > 0 } when field.LoadFromDb =>
                new Parameter { Name = field.Name, Kind = ParameterKind.Variable, Value = value, Field = field },
            _ => new Parameter { Name = field.Name, Kind = ParameterKind.Value, Value = value, IsList = field.IsList, Field = field },
        };
    }

    private static FlowValue? Convert(FieldDefinition field, string displayName) => field.Type switch
    {
        "other" => null,
        "file" => ToFile(field),
        "str" => Unescape(field.Value),
        "int" => ToInteger(field.Value),
        "float" or "slider" => ToNumber(field.Value),
        "bool" => field.Value is NullValue ? field.Value : FlowValue.Of(IsTruthy(field.Value)),
        "dict" or "NestedDict" => ToObject(field.Value),
        "table" => ToTable(field, displayName, ListValue.Empty),
        "tools" => ToTable(field, displayName, null),
        "code" => field.Value,
        "prompt" or "mustache" or "tab" or "query" or "model" or "sortableList" or "auth" or "connect" or "link" or "mcp" or "Any" =>
            IsTruthy(field.Value) ? field.Value : null,
        _ => throw new InvalidValueException($"Field {field.Name} in {displayName} is not a valid field type: {field.Type}"),
    };

    // Editors store a line break as a backslash and an n; nothing else is unescaped.
    private static FlowValue Unescape(FlowValue value) => value switch
    {
        TextValue { Value: var text } when text.Contains("\\n", StringComparison.Ordinal) =>
            FlowValue.Of(text.Replace("\\n", "\n", StringComparison.Ordinal)),
        ListValue list => FlowValue.Of(list.Items.Select(item => item is TextValue ? Unescape(item) : item)),
        _ => value,
    };

    private static FlowValue ToInteger(FlowValue value) => value switch
    {
        NumberValue { Value: var number } when double.IsFinite(number) => new IntegerValue(new BigInteger(number)),
        BooleanValue boolean => FlowValue.Of(boolean.Value ? 1L : 0L),
        TextValue { Value.Length: <= LongestInteger } text
            when BigInteger.TryParse(text.Value.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            => new IntegerValue(number),
        _ => value,
    };

    private static FlowValue ToNumber(FlowValue value) => value switch
    {
        IntegerValue integer => FlowValue.Of((double)integer.Value),
        BooleanValue boolean => FlowValue.Of(boolean.Value ? 1.0 : 0.0),
        TextValue text when double.TryParse(text.Value.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
            FlowValue.Of(number),
        _ => value,
    };

    private static ObjectValue? ToObject(FlowValue value) => value switch
    {
        ObjectValue fields => fields,
        ListValue list => ObjectValue.From(list.Items.OfType<ObjectValue>().SelectMany(fields => fields.Entries)),
        _ => null,
    };

    private static FlowValue? ToTable(FieldDefinition field, string displayName, FlowValue? whenNull) => field.Value switch
    {
        NullValue => whenNull,
        TextValue { Value.Length: 0 } => whenNull,
        ListValue list when list.Items.All(row => row is ObjectValue) => list,
        _ => throw new InvalidValueException($"Invalid value type for table field {field.Name} in {displayName}: it must be a list of rows."),
    };

    // The stored value of a file field is only for the editor; the path is what counts.
    private static FlowValue? ToFile(FieldDefinition field) => field.FilePath switch
    {
        TextValue { Value.Length: > 0 } path => field.IsList ? FlowValue.Of([path]) : path,
        ListValue { Count: > 0 } paths => paths,
        _ => field.IsList ? ListValue.Empty : null,
    };

    private static FlowValue? ParseSettings(string name, FlowValue value)
    {
        if (value is not TextValue text || !(name.Contains("kwargs", StringComparison.Ordinal) || name.Contains("config", StringComparison.Ordinal)))
        {
            return value;
        }

        try
        {
            return JsonValues.Parse(text.Value);
        }
        catch (InvalidValueException)
        {
            return null;
        }
    }

    /// <summary>Whether Python calls a value true: not empty, not zero, not null.</summary>
    public static bool IsTruthy(FlowValue value) => value switch
    {
        NullValue => false,
        BooleanValue boolean => boolean.Value,
        IntegerValue integer => !integer.Value.IsZero,
        NumberValue number => number.Value != 0,
        TextValue text => text.Value.Length > 0,
        ListValue list => list.Count > 0,
        ObjectValue fields => fields.Count > 0,
        _ => true,
    };
}
