using System.Collections.Immutable;

namespace SkillFlaw.Graph.Flows;

/// <summary>A group of the flow, kept because tweaks, start and stop may name it (flow-format section 6).</summary>
/// <param name="Id">The id of the group node.</param>
/// <param name="DisplayName">What the user sees.</param>
/// <param name="Fields">From each field of the group to the vertex inside and its field.</param>
/// <param name="Outputs">From each output of the group to the vertex inside and its output.</param>
/// <param name="Children">The vertices inside, those of inner groups included.</param>
/// <param name="LastChild">The vertex that gives the result: the first without an edge to another inside; null for an empty group.</param>
public sealed record GroupDefinition(
    string Id,
    string DisplayName,
    ImmutableDictionary<string, Proxy> Fields,
    ImmutableDictionary<string, Proxy> Outputs,
    ImmutableArray<string> Children,
    string? LastChild);
