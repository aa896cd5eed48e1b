using System.Collections.Immutable;
using SkillFlaw.Graph.Runs;

namespace SkillFlaw.Grains.Builds;

/// <summary>What a run gave.</summary>
/// <param name="SessionId">The conversation.</param>
/// <param name="Outputs">The vertices that were asked for and have run, in the order of the document.</param>
[GenerateSerializer, Immutable, Alias("run-outcome")]
public sealed record RunOutcome([property: Id(0)] string SessionId, [property: Id(1)] ImmutableArray<VertexReport> Outputs)
{
    /// <summary>The outputs as workflows answer them, a JSON object; nothing for any other run.</summary>
    [Id(2)]
    public ImmutableArray<byte> WorkflowOutputs { get; init; } = [];
}

/// <summary>One vertex of an outcome.</summary>
/// <param name="VertexId">Its id.</param>
/// <param name="Type">The type of its component.</param>
/// <param name="DisplayName">What the user calls it.</param>
/// <param name="DeclaredOutputs">The names of all outputs that the file lists for it.</param>
/// <param name="Result">What it gave.</param>
[GenerateSerializer, Immutable, Alias("vertex-report")]
public sealed record VertexReport(
    [property: Id(0)] string VertexId,
    [property: Id(1)] string Type,
    [property: Id(2)] string DisplayName,
    [property: Id(3)] ImmutableArray<string> DeclaredOutputs,
    [property: Id(4)] VertexResult Result);
