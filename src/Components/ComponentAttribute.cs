namespace SkillFlaw.Components;

/// <summary>A class that is a component: what the editor shows of it. The names are the wire's.</summary>
/// <param name="type">The type, as flows spell it.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ComponentAttribute(string type) : Attribute
{
    /// <summary>The type, as flows spell it.</summary>
    public string Type => type;

    /// <summary>Other spellings in older files.</summary>
    public string[] Aliases { get; init; } = [];

    /// <summary>The category in the editor's list.</summary>
    public required string Category { get; init; }

    /// <summary>What the user sees.</summary>
    public required string DisplayName { get; init; }

    /// <summary>One sentence for the user, and for a model that gets the component as a tool.</summary>
    public required string Description { get; init; }

    /// <summary>The name of the editor's icon.</summary>
    public string Icon { get; init; } = "";

    /// <summary>Whether the editor hides it unless asked.</summary>
    public bool Legacy { get; init; }

    /// <summary>What to use instead of a legacy component, as <c>category.Type</c>.</summary>
    public string[] Replacement { get; init; } = [];

    /// <summary>Whether the editor shows it small.</summary>
    public bool Minimized { get; init; }
}
