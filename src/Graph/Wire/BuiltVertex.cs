using System.Collections.Immutable;
using SkillFlaw.Graph.Runs;

namespace SkillFlaw.Graph.Wire;

/// <summary>A vertex that has run in a build, and what the editor is told of it (semantics section 4.7).</summary>
public sealed record BuiltVertex
{
    /// <summary>The vertex.</summary>
    public required Vertex Vertex { get; init; }

    /// <summary>What it gave; null if it failed.</summary>
    public VertexResult? Result { get; init; }

    /// <summary>Why it failed, with the words around it: <c>Error building Component …</c>; null if it did not.</summary>
    public string? Failure { get; init; }

    /// <summary>The vertices that it has switched off.</summary>
    public ImmutableArray<string> Inactivated { get; init; } = [];

    /// <summary>The vertices that may run now.</summary>
    public ImmutableArray<string> Next { get; init; } = [];

    /// <summary>The same, with the outermost group instead of each member of one.</summary>
    public ImmutableArray<string> TopLevel { get; init; } = [];

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>When it was done.</summary>
    public required DateTimeOffset Timestamp { get; init; }
}
