namespace SkillFlaw.Graph.Values;

/// <summary>A record with one field that counts as its text (flow-format section 10). Newer editors call the type JSON.</summary>
[GenerateSerializer, Immutable, Alias("value.data")]
public sealed record Data : FlowValue
{
    /// <summary>The name of the text field where nothing else was said.</summary>
    public const string DefaultTextKey = "text";

    /// <summary>A record without fields.</summary>
    public static readonly Data Empty = new(ObjectValue.Empty);

    /// <summary>A record of these fields.</summary>
    /// <exception cref="InvalidValueException">Deeper than <see cref="FlowValue.MaxDepth"/>.</exception>
    public Data(ObjectValue fields)
    {
        _ = DepthOver(fields.Depth);
        Fields = fields;
    }

    /// <summary>The fields, called <c>data</c> on the wire.</summary>
    [Id(0)]
    public ObjectValue Fields { get; }

    /// <summary>The field that counts as the text.</summary>
    [Id(1)]
    public string TextKey { get; init; } = DefaultTextKey;

    /// <summary>The text where that field is missing.</summary>
    [Id(2)]
    public string DefaultValue { get; init; } = "";

    internal override int Depth => Fields.Depth + 1;

    /// <summary>The same with other fields.</summary>
    public Data WithFields(ObjectValue fields) => new(fields) { TextKey = TextKey, DefaultValue = DefaultValue };
}
