namespace SkillFlaw.Graph.Values;

/// <summary>
/// Where a secret is to be found when it is needed: a field of a vertex of the running flow. The secret itself is never part of a value,
/// so it enters no checkpoint, event, log or answer.
/// </summary>
/// <param name="VertexId">The vertex.</param>
/// <param name="Field">Its secret field.</param>
/// <param name="Variable">The variable to use if the field is empty, such as OPENAI_API_KEY; null for none.</param>
[GenerateSerializer, Immutable, Alias("secret-reference")]
public sealed record SecretReference(
    [property: Id(0)] string VertexId,
    [property: Id(1)] string Field,
    [property: Id(2)] string? Variable = null);
