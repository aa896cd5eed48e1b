using System.Collections.Immutable;
using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.LlmOperations;

/// <summary>The rows in which a user says what a model shall fill in, as a JSON schema of a list of such objects.</summary>
internal static class OutputSchema
{
    /// <summary>The field that holds the objects.</summary>
    public const string Objects = "objects";

    // Providers take no deeper or longer schema than this, and nobody draws one.
    private const int MaxRows = 200;

    /// <exception cref="ComponentException">There is no row, too many, or one without a name or with an unknown type.</exception>
    public static ObjectValue ToJsonSchema(ImmutableArray<ObjectValue> rows)
    {
        if (rows.IsDefaultOrEmpty)
        {
            throw new ComponentException("Output schema cannot be empty");
        }

        if (rows.Length > MaxRows)
        {
            throw new ComponentException($"The output schema has more than {MaxRows} fields.");
        }

        var properties = new ObjectBuilder(rows.Length);
        foreach (var row in rows)
        {
            var name = Text(row, "name");
            properties.Set(
                name.Length > 0 ? name : throw new ComponentException("A field of the output schema has no name."),
                ToProperty(row));
        }

        // All are asked for: what comes after takes a missing field for a mistake.
        var fields = properties.ToValue();
        var one = FlowValue.Of(
            ("type", FlowValue.Of("object")),
            ("properties", fields),
            ("required", FlowValue.Of(fields.Keys.Select(FlowValue.Of))));
        var all = FlowValue.Of(("type", FlowValue.Of("array")), ("minItems", FlowValue.Of(1L)), ("items", one));
        return FlowValue.Of(
            ("type", FlowValue.Of("object")),
            ("properties", FlowValue.Of((Objects, all))),
            ("required", FlowValue.Of([FlowValue.Of(Objects)])));
    }

    /// <summary>An object of the model's with the fields in the order of the rows, and whole numbers as what the rows call them.</summary>
    public static ObjectValue Arrange(ImmutableArray<ObjectValue> rows, ObjectValue answer)
    {
        var arranged = new ObjectBuilder(answer.Count);
        foreach (var row in rows)
        {
            var name = Text(row, "name");
            if (answer.Find(name) is { } value)
            {
                arranged.Set(name, JsonType(Text(row, "type")) == "number" ? ToNumber(value) : value);
            }
        }

        foreach (var (name, value) in answer.Entries.Where(entry => arranged.Find(entry.Key) is null))
        {
            arranged.Set(name, value);
        }

        return arranged.ToValue();
    }

    private static FlowValue ToNumber(FlowValue value) => value switch
    {
        IntegerValue integer => FlowValue.Of((double)integer.Value),
        ListValue list => FlowValue.Of(list.Items.Select(ToNumber)),
        _ => value,
    };

    private static ObjectValue ToProperty(ObjectValue row)
    {
        var name = JsonType(Text(row, "type"));
        var type = name == "array" ? ListOf(ObjectValue.Empty) : FlowValue.Of(("type", FlowValue.Of(name)));
        var property = IsTrue(row.Find("multiple")) ? ListOf(type) : type;
        return Text(row, "description") is { Length: > 0 } description ? property.With("description", FlowValue.Of(description)) : property;
    }

    // Providers refuse a list that does not say of what, even if that is anything.
    private static ObjectValue ListOf(ObjectValue items) => FlowValue.Of(("type", FlowValue.Of("array")), ("items", items));

    private static string JsonType(string type) => type switch
    {
        "str" or "text" or "" => "string",
        "int" => "integer",
        "float" or "number" => "number",
        "bool" or "boolean" => "boolean",
        "dict" => "object",
        "list" => "array",
        _ => throw new ComponentException($"Invalid type: {type}"),
    };

    private static string Text(ObjectValue row, string key) => row.Find(key) is { } value and not NullValue ? PythonText.Str(value).Trim() : "";

    // Editors store yes and no as texts, too.
    private static bool IsTrue(FlowValue? value) => value switch
    {
        BooleanValue boolean => boolean.Value,
        IntegerValue integer => !integer.Value.IsZero,
        TextValue text => text.Value.Trim().ToUpperInvariant() is "TRUE" or "1" or "T" or "Y" or "YES",
        _ => false,
    };
}
