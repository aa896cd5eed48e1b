namespace SkillFlaw.Components;

/// <summary>
/// A property that is an input. Its initial value is the default, which also counts where the editor hides the field. The property must be
/// settable and have a type that the kind can become.
/// </summary>
/// <param name="name">The name of the field in a flow's template.</param>
/// <param name="kind">What it is.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InputAttribute(string name, InputKind kind) : Attribute
{
    /// <summary>The name of the field.</summary>
    public string Name => name;

    /// <summary>What it is.</summary>
    public InputKind Kind => kind;

    /// <summary>What the user sees.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>A hint for the user, and for a model where the field is a tool's argument.</summary>
    public string Info { get; init; } = "";

    /// <summary>Whether the editor demands a value. Not enforced when the flow runs.</summary>
    public bool Required { get; init; }

    /// <summary>Whether it is shown only among the advanced fields.</summary>
    public bool Advanced { get; init; }

    /// <summary>Whether the editor hides it until other fields ask for it.</summary>
    public bool Hidden { get; init; }

    /// <summary>Whether several edges or values are taken. The property is then an immutable array.</summary>
    public bool IsList { get; init; }

    /// <summary>Whether it becomes an argument when the component is a tool.</summary>
    public bool ToolMode { get; init; }

    /// <summary>The types that edges may bring; null for those of the kind.</summary>
    public string[]? Types { get; init; }

    /// <summary>The choices.</summary>
    public string[] Options { get; init; } = [];

    /// <summary>The kinds of files, for <see cref="InputKind.File"/>.</summary>
    public string[] FileTypes { get; init; } = [];

    /// <summary>A default that is shown in the editor as the name of a variable.</summary>
    public string? Variable { get; init; }

    /// <summary>For <see cref="InputKind.Slider"/>: least value, greatest value, step.</summary>
    public double[] Range { get; init; } = [];

    /// <summary>Whether the editor asks the server anew when the value changes.</summary>
    public bool RealTimeRefresh { get; init; }

    /// <summary>Whether only files of earlier versions have it: it is taken from them, and not offered.</summary>
    public bool Older { get; init; }
}
