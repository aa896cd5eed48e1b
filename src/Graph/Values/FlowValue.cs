using System.Collections.Immutable;
using System.Numerics;

namespace SkillFlaw.Graph.Values;

/// <summary>
/// What flows along an edge or stands in a field: plain JSON values and the types of flow-format section 10. Every value is immutable and
/// can be written down, so it can be checkpointed and sent to another node. A null reference is never a value: <see cref="NullValue"/> is.
/// </summary>
[GenerateSerializer, Immutable, Alias("value")]
public abstract record FlowValue
{
    /// <summary>How deep a value may nest. Deeper ones cannot be made, so that nothing that walks a value needs to fear for its stack.</summary>
    public const int MaxDepth = 256;

    /// <summary>1 for a value without parts, otherwise one more than its deepest part.</summary>
    internal virtual int Depth => 1;

    /// <summary>A text, or null for null.</summary>
    public static FlowValue Of(string? text) => text is null ? NullValue.Instance : new TextValue(text);

    /// <summary>An integer.</summary>
    public static FlowValue Of(long number) => new IntegerValue(number);

    /// <summary>A number with a fraction.</summary>
    public static FlowValue Of(double number) => new NumberValue(number);

    /// <summary>True or false.</summary>
    public static FlowValue Of(bool value) => value ? BooleanValue.True : BooleanValue.False;

    /// <summary>A list.</summary>
    public static ListValue Of(IEnumerable<FlowValue> items) => new(items.ToImmutableArray());

    /// <summary>An object with these entries; a repeated key keeps its place and takes the last value.</summary>
    public static ObjectValue Of(params ReadOnlySpan<(string Key, FlowValue Value)> entries) => ObjectValue.From(entries);

    internal static int DepthOver(int deepestPart) => deepestPart < MaxDepth
        ? deepestPart + 1
        : throw new InvalidValueException($"A value may nest at most {MaxDepth} levels deep.");
}

/// <summary>JSON null, Python None.</summary>
[GenerateSerializer, Immutable, Alias("value.null")]
public sealed record NullValue : FlowValue
{
    /// <summary>The one to use; all are equal.</summary>
    public static readonly NullValue Instance = new();
}

/// <summary>True or false.</summary>
[GenerateSerializer, Immutable, Alias("value.boolean")]
public sealed record BooleanValue([property: Id(0)] bool Value) : FlowValue
{
    /// <summary>True.</summary>
    public static readonly BooleanValue True = new(true);

    /// <summary>False.</summary>
    public static readonly BooleanValue False = new(false);
}

/// <summary>A whole number of any size, as in JSON and Python: ids of 20 digits arrive unchanged.</summary>
[GenerateSerializer, Immutable, Alias("value.integer")]
public sealed record IntegerValue([property: Id(0)] BigInteger Value) : FlowValue;

/// <summary>A number that was written with a fraction or an exponent.</summary>
[GenerateSerializer, Immutable, Alias("value.number")]
public sealed record NumberValue([property: Id(0)] double Value) : FlowValue;

/// <summary>A string that is no message.</summary>
[GenerateSerializer, Immutable, Alias("value.text")]
public sealed record TextValue([property: Id(0)] string Value) : FlowValue
{
    /// <summary>The empty string.</summary>
    public static readonly TextValue Empty = new("");
}
