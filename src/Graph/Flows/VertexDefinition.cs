using System.Collections.Immutable;

namespace SkillFlaw.Graph.Flows;

/// <summary>A node of a flow that can run: no note, and no group, whose children stand here instead (flow-format sections 2 and 6).</summary>
public sealed record VertexDefinition
{
    /// <summary>The id, usually <c>Type-a1B2c</c>. Its text matters: some rules look for "chat" or "webhook" in it.</summary>
    public required string Id { get; init; }

    /// <summary>The type of the component as the file spells it.</summary>
    public required string Type { get; init; }

    /// <summary>The class in the metadata of the node, for files whose type says nothing; empty where there is none.</summary>
    public string ClassName { get; init; } = "";

    /// <summary>What the user sees, and may have changed.</summary>
    public required string DisplayName { get; init; }

    /// <summary>What the editor tells about the component.</summary>
    public string Description { get; init; } = "";

    /// <summary>The fields in the order of the file, without <c>code</c>.</summary>
    public ImmutableArray<FieldDefinition> Fields { get; init; } = [];

    /// <summary>The outputs in the order of the file.</summary>
    public ImmutableArray<OutputDefinition> Outputs { get; init; } = [];

    /// <summary>Whether a cached result is used instead of running.</summary>
    public bool Frozen { get; init; }

    /// <summary>Whether the node offers its outputs as tools.</summary>
    public bool ToolMode { get; init; }

    /// <summary>Whether the user has changed the code, so that nothing is known about what it does.</summary>
    public bool Edited { get; init; }

    /// <summary>Whether an old file calls the node an input.</summary>
    public bool IsInput { get; init; }

    /// <summary>Whether an old file calls the node an output.</summary>
    public bool IsOutput { get; init; }

    /// <summary>The group that the vertex stands in; null for none.</summary>
    public string? ParentId { get; init; }

    /// <summary>The outermost group, or the vertex itself: what the editor's events are about.</summary>
    public string TopLevelId { get; init; } = "";

    /// <summary>The field of a name, or null.</summary>
    public FieldDefinition? FindField(string name)
    {
        foreach (var field in Fields)
        {
            if (field.Name == name)
            {
                return field;
            }
        }

        return null;
    }

    /// <summary>The output of a name, or null.</summary>
    public OutputDefinition? FindOutput(string name)
    {
        foreach (var output in Outputs)
        {
            if (output.Name == name)
            {
                return output;
            }
        }

        return null;
    }
}
