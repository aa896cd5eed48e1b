using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.LanguageModels;

/// <summary>What the user has chosen in a model field: an entry of the list of models.</summary>
/// <param name="Provider">The provider as the editor spells it.</param>
/// <param name="Name">The provider's name of the model.</param>
/// <param name="IsReasoning">Whether it reasons, and takes neither a temperature nor a seed.</param>
internal sealed record ModelChoice(string Provider, string Name, bool IsReasoning)
{
    // What an older editor stores while it waits for an edge.
    private const string WaitsForEdge = "connect_other_models";

    /// <summary>The model that came over an edge, or null.</summary>
    public static LanguageModel? Connected(FlowValue? value) => First(value) as LanguageModel;

    /// <summary>The choice, or null where there is none.</summary>
    public static ModelChoice? Read(FlowValue? value) => First(value) switch
    {
        TextValue { Value: WaitsForEdge } => null,
        TextValue { Value: { Length: > 0 } name } => Of(ModelProvider.Guess(name), name),
        ObjectValue entry when Text(entry, "name") is { Length: > 0 } name => new ModelChoice(
            Text(entry, "provider") is { Length: > 0 } provider ? provider : ModelProvider.Guess(name),
            name,
            Reasons(name) || Lists(entry.Find("metadata"), name)),
        _ => null,
    };

    /// <summary>A model by the name of its provider and its own.</summary>
    public static ModelChoice Of(string provider, string name) => new(provider, name, Reasons(name));

    public static ComponentException IsMissing() => new("A model selection is required");

    private static bool Reasons(string name) =>
        name.StartsWith("o1", StringComparison.Ordinal)
        || name.StartsWith("o3", StringComparison.Ordinal)
        || name.StartsWith("o4", StringComparison.Ordinal)
        || (name.StartsWith("gpt-5", StringComparison.Ordinal) && !name.StartsWith("gpt-5-chat", StringComparison.Ordinal));

    private static bool Lists(FlowValue? metadata, string name) =>
        (metadata as ObjectValue)?.Find("reasoning_models") is ListValue models && models.Contains(FlowValue.Of(name));

    private static FlowValue? First(FlowValue? value) => value is ListValue list ? (list.Count > 0 ? list[0] : null) : value;

    private static string? Text(ObjectValue entry, string key) => (entry.Find(key) as TextValue)?.Value;
}
