using System.Collections.Immutable;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Flows;

/// <summary>A field of a node's template (flow-format section 3): the attributes that matter when the flow runs.</summary>
public sealed record FieldDefinition
{
    /// <summary>The name of the field, which is the key in the template.</summary>
    public required string Name { get; init; }

    /// <summary>What the user sees.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The field type: str, int, bool, file, other, …; it decides how the value is read.</summary>
    public string Type { get; init; } = "";

    /// <summary>The stored value.</summary>
    public FlowValue Value { get; init; } = NullValue.Instance;

    /// <summary>The stored path, or list of paths, of a file field.</summary>
    public FlowValue FilePath { get; init; } = NullValue.Instance;

    /// <summary>What an optional field takes where it has no value; null where there is nothing.</summary>
    public FlowValue? Default { get; init; }

    /// <summary>Whether the editor demands a value. Not enforced when the flow runs.</summary>
    public bool Required { get; init; }

    /// <summary>Whether the field is shown. The stored value of a hidden field is ignored.</summary>
    public bool Show { get; init; }

    /// <summary>Whether several edges or values are taken.</summary>
    public bool IsList { get; init; }

    /// <summary>The types that an edge may bring; default where the file says nothing.</summary>
    public ImmutableArray<string> InputTypes { get; init; }

    /// <summary>Whether the value is the name of a variable.</summary>
    public bool LoadFromDb { get; init; }

    /// <summary>Whether the value is a secret.</summary>
    public bool Password { get; init; }

    /// <summary>Whether the field becomes an argument when the vertex is a tool.</summary>
    public bool ToolMode { get; init; }

    /// <summary>Whether the value counts although the field is hidden.</summary>
    public bool OverrideSkip { get; init; }

    /// <summary>What the editor tells about the field.</summary>
    public string Info { get; init; } = "";

    /// <summary>The choices of a field that has them.</summary>
    public ImmutableArray<string> Options { get; init; } = [];

    /// <summary>The columns of a table whose cells are names of variables.</summary>
    public ImmutableArray<string> VariableColumns { get; init; } = [];

    /// <summary>For a field of a group: the vertex inside and its field.</summary>
    public Proxy? Proxy { get; init; }
}
