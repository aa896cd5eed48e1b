using SkillFlaw.Components;

namespace SkillFlaw.Grains.Components;

/// <summary>The model providers that the server's settings name, by the editor's spelling, whatever its case.</summary>
public sealed class ModelProviders
{
    /// <summary>Address and key by provider.</summary>
    public Dictionary<string, ProviderSettings> ByName { get; } = new(StringComparer.OrdinalIgnoreCase);
}
