using System.Collections.Immutable;
using System.Numerics;
using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Binding;

/// <summary>From the value of a parameter to the value of an input (flow-format section 10, the table of input classes).</summary>
internal static class InputCoercion
{
    /// <summary>The text of a message, a record or a dict; a text as it is.</summary>
    public static string ToText(InputAttribute input, FlowValue value) => value switch
    {
        TextValue text => text.Value,
        Message message => message.Text,
        NullValue => "",
        Data data => TextOf(input, data),
        ObjectValue fields when input.Kind is not InputKind.Secret => fields.ToMessage().Text,
        _ => throw Invalid(input, value),
    };

    /// <summary>A text as it is; anything else in Python's words.</summary>
    public static string ToPlainText(InputAttribute input, FlowValue value) => value switch
    {
        TextValue text => text.Value,
        Message message => message.Text,
        NullValue => "",
        ListValue or DataFrame => throw Invalid(input, value),
        _ => PythonText.Str(value),
    };

    public static string ToOption(InputAttribute input, FlowValue value)
    {
        var text = ToPlainText(input, value);
        return input.Options.Contains(text) ? text : throw new ComponentException(
            $"Value '{text}' is not a valid option for input '{input.Name}'. Choose one of: {string.Join(", ", input.Options)}.");
    }

    public static Message ToMessage(InputAttribute input, FlowValue value) => value switch
    {
        Message message => message,
        TextValue text => new Message(text.Value),
        NullValue => new Message(),
        ObjectValue fields => fields.ToMessage(),
        Data data => data.Fields.ToMessage(),
        _ => throw Invalid(input, value),
    };

    /// <summary>A whole number; null for an empty text. A fraction is cut off.</summary>
    public static long? ToInteger(InputAttribute input, FlowValue value) => value switch
    {
        IntegerValue { Value: var number } when number >= long.MinValue && number <= long.MaxValue => (long)number,
        NumberValue { Value: var number } when Math.Abs(number) < 9e18 => (long)number,
        TextValue text when text.Value.Trim().Length == 0 => null,
        TextValue text when PythonText.TryParseInteger(text.Value, out var number) => ToInteger(input, new IntegerValue(number)),
        NullValue => null,
        _ => throw Invalid(input, value),
    };

    /// <summary>A number; null for an empty text.</summary>
    public static double? ToNumber(InputAttribute input, FlowValue value) => value switch
    {
        NumberValue number => number.Value,
        IntegerValue integer => (double)integer.Value,
        TextValue text when text.Value.Trim().Length == 0 => null,
        TextValue text when PythonText.TryParseFloat(text.Value, out var number) => number,
        NullValue => null,
        _ => throw Invalid(input, value),
    };

    public static bool ToBoolean(InputAttribute input, FlowValue value) => value switch
    {
        BooleanValue boolean => boolean.Value,
        IntegerValue { Value: var number } when number == BigInteger.Zero || number == BigInteger.One => !number.IsZero,
        TextValue text => text.Value.Trim().ToUpperInvariant() is "TRUE" or "1" or "T" or "Y" or "YES",
        Message message => ToBoolean(input, FlowValue.Of(message.Text)),
        NullValue => false,
        _ => throw Invalid(input, value),
    };

    public static ObjectValue ToObject(InputAttribute input, FlowValue value) => value switch
    {
        ObjectValue fields => fields,
        Data data => data.Fields,
        NullValue => ObjectValue.Empty,
        ListValue list when list.Items.All(item => item is ObjectValue or Data) =>
            ObjectValue.From(list.Items.SelectMany(item => ToObject(input, item).Entries)),
        _ => throw Invalid(input, value),
    };

    public static ImmutableArray<ObjectValue> ToRows(InputAttribute input, FlowValue value) => value switch
    {
        ListValue list => [.. list.Items.Select(row => row is ObjectValue or Data ? ToObject(input, row) : throw Invalid(input, row))],
        DataFrame frame => [.. frame.Records()],
        ObjectValue or Data => [ToObject(input, value)],
        NullValue => [],
        _ => throw Invalid(input, value),
    };

    /// <summary>A path, or the first of several.</summary>
    public static string ToPath(InputAttribute input, FlowValue value) =>
        ToPaths(input, value) is { Length: > 0 } paths ? paths[0] : "";

    public static ImmutableArray<string> ToPaths(InputAttribute input, FlowValue value) => value switch
    {
        TextValue { Value.Length: 0 } or NullValue => [],
        ListValue list => [.. list.Items.SelectMany(item => ToPaths(input, item))],
        ObjectValue file when file.Find("path") is TextValue path => [path.Value],
        _ => [ToPlainText(input, value)],
    };

    /// <summary>The names of chosen entries, which are objects with a name.</summary>
    public static ImmutableArray<string> ToNames(InputAttribute input, FlowValue value) => value switch
    {
        ListValue list => [.. list.Items.SelectMany(item => ToNames(input, item))],
        ObjectValue entry => entry.Find("name") is TextValue name ? [name.Value] : [],
        TextValue { Value.Length: > 0 } text => [text.Value],
        TextValue or NullValue => [],
        _ => throw Invalid(input, value),
    };

    /// <summary>The items of a list, or the one value that is none.</summary>
    public static ImmutableArray<FlowValue> ToItems(FlowValue value) => value switch
    {
        ListValue list => list.Items,
        NullValue => [],
        _ => [value],
    };

    public static ComponentException Invalid(InputAttribute input, FlowValue value) =>
        new($"Invalid value type {PythonType(value)} for input '{input.Name}'.");

    /// <summary>The type of a value as Python prints it in error texts.</summary>
    public static string PythonType(FlowValue value) => $"<class '{PythonTypeName.Of(value)}'>";

    private static string TextOf(InputAttribute input, Data data)
    {
        if (data.Fields.Find(data.TextKey) is { } text)
        {
            return text is TextValue plain ? plain.Value : PythonText.Str(text);
        }

        var keys = string.Join(", ", data.Fields.Keys);
        throw new ComponentException(
            $"The input to '{input.Name}' must contain the key '{data.TextKey}'. You can set `text_key` to one of the following keys: {keys}");
    }
}
