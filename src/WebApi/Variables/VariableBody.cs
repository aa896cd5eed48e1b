using SkillFlaw.Storage.Variables;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Variables;

/// <summary>A new variable.</summary>
internal sealed record NewVariableBody(string Name, string Value, string? Type, IReadOnlyList<string>? DefaultFields)
{
    public static NewVariableBody Read(JsonFields fields)
    {
        var body = new NewVariableBody(
            fields.RequiredText("name", 0, VariableFields.LongestName),
            fields.RequiredText("value", 0, VariableFields.LongestValue),
            VariableFields.Type(fields),
            VariableFields.DefaultFields(fields));
        fields.Check();
        return body;
    }

    /// <summary>A variable is a secret unless somebody says that it is none.</summary>
    public VariableType ToType() => VariableFields.Parse(Type) ?? VariableType.Credential;

    /// <summary>What is missing; null for nothing.</summary>
    public string? Refuse() => (string.IsNullOrWhiteSpace(Name), Value.Length == 0) switch
    {
        (true, true) => "Variable name and value cannot be empty",
        (true, false) => "Variable name cannot be empty",
        (false, true) => "Variable value cannot be empty",
        _ => null,
    };
}

/// <summary>What changes of a variable. What is absent or null stays. The id is the path's; one in the body is not needed.</summary>
internal sealed record VariableChangesBody(Guid? Id, string? Name, string? Value, string? Type, IReadOnlyList<string>? DefaultFields)
{
    public static VariableChangesBody Read(JsonFields fields)
    {
        var body = new VariableChangesBody(
            fields.Id("id"),
            fields.Text("name", 0, VariableFields.LongestName),
            fields.Text("value", 0, VariableFields.LongestValue),
            VariableFields.Type(fields),
            VariableFields.DefaultFields(fields));
        fields.Check();
        return body;
    }

    public VariableType? ToType() => VariableFields.Parse(Type);

    /// <summary>What must not become of this variable; null for nothing.</summary>
    public string? Refuse(Variable variable) =>
        Name is not null && string.IsNullOrWhiteSpace(Name) ? "Variable name cannot be empty"
        : Value is "" ? "Variable value cannot be empty"

        // Or the value of a credential could be read by making it another thing.
        : ToType() is VariableType.Generic && variable.Type is VariableType.Credential && Value is null
            ? "A credential becomes generic only with a new value"
        : null;
}

/// <summary>What fields of variables have in common.</summary>
file static class VariableFields
{
    public const int LongestName = 255;
    public const int LongestValue = 65_536;

    private const int MostFields = 100;

    public static string? Type(JsonFields fields) => fields.OneOf("type", nameof(VariableType.Generic), nameof(VariableType.Credential));

    public static VariableType? Parse(string? type) => type is null ? null : Enum.Parse<VariableType>(type);

    public static IReadOnlyList<string>? DefaultFields(JsonFields fields)
    {
        var names = fields.Texts("default_fields");
        if (names?.Count > MostFields)
        {
            fields.Fail("default_fields", "too_long", $"List should have at most {MostFields} items after validation");
        }
        else if (names?.Any(name => name.Length > LongestName) is true)
        {
            fields.Fail("default_fields", "string_too_long", $"String should have at most {LongestName} characters", ("max_length", (long)LongestName));
        }

        return names;
    }
}
