namespace SkillFlaw.Graph.Values;

/// <summary>An output of a vertex that a model may call, as a description (flow-format section 14).</summary>
/// <param name="VertexId">The vertex that does the work.</param>
/// <param name="Output">The output that is computed.</param>
/// <param name="Name">What the model calls it: letters, digits, underscores and dashes.</param>
/// <param name="Description">What the model reads to decide.</param>
/// <param name="Parameters">The JSON schema of the arguments.</param>
[GenerateSerializer, Immutable, Alias("value.tool")]
public sealed record Tool(
    [property: Id(0)] string VertexId,
    [property: Id(1)] string Output,
    [property: Id(2)] string Name,
    [property: Id(3)] string Description,
    [property: Id(4)] ObjectValue Parameters) : FlowValue
{
    internal override int Depth => DepthOver(Parameters.Depth);
}
