using System.Collections.Immutable;

namespace SkillFlaw.Grains.Flows;

/// <summary>A flow as it was saved last.</summary>
/// <param name="Version">Grows with every change of the document.</param>
/// <param name="Name">The name.</param>
/// <param name="OwnerId">The user whose variables it uses when nobody else runs it.</param>
/// <param name="Document">The editor's JSON document.</param>
[GenerateSerializer, Immutable, Alias("flow-snapshot")]
public sealed record FlowSnapshot(
    [property: Id(0)] long Version,
    [property: Id(1)] string Name,
    [property: Id(2)] int OwnerId,
    [property: Id(3)] ImmutableArray<byte> Document);
