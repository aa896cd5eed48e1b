namespace SkillFlaw.Components;

/// <summary>
/// A method that makes an output. It takes nothing or a <see cref="CancellationToken"/>, and gives a value or a task of one. Several on one
/// method are several outputs; each computes for itself.
/// </summary>
/// <param name="name">The name that edges refer to.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class OutputAttribute(string name) : Attribute
{
    /// <summary>The name that edges refer to.</summary>
    public string Name => name;

    /// <summary>The name of the behaviour in flows, by which outputs of one name differ between versions.</summary>
    public required string Method { get; init; }

    /// <summary>What the user sees.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>The types it produces; null for that of the method.</summary>
    public string[]? Types { get; init; }

    /// <summary>Whether edges may end on it: the port of a loop.</summary>
    public bool AllowsLoop { get; init; }

    /// <summary>What edges that end on it may bring besides <see cref="Types"/>.</summary>
    public string[] LoopTypes { get; init; } = [];

    /// <summary>Whether the editor shows all outputs side by side.</summary>
    public bool GroupOutputs { get; init; }

    /// <summary>Whether it is offered as a tool.</summary>
    public bool ToolMode { get; init; } = true;

    /// <summary>Whether the editor hides it.</summary>
    public bool Hidden { get; init; }

    /// <summary>Whether only files of earlier versions have it: it is computed for them, and not offered.</summary>
    public bool Older { get; init; }
}
