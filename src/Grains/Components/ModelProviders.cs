using System.Net;
using SkillFlaw.Components;

namespace SkillFlaw.Grains.Components;

/// <summary>The model providers that the server's settings name, by the editor's spelling, whatever its case.</summary>
public sealed class ModelProviders
{
    /// <summary>Address and key by provider.</summary>
    public Dictionary<string, ProviderSettings> ByName { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A provider's name as the settings spell it; any other name as it is.</summary>
    internal string Spell(string name) =>
        ByName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var spelled, out _) ? spelled : name;

    /// <summary>Whether the settings say that a provider is at this host and port.</summary>
    internal bool IsAt(string name, DnsEndPoint target) =>
        ByName.GetValueOrDefault(name)?.BaseUrl is { IsAbsoluteUri: true } url
        && url.Port == target.Port
        && string.Equals(url.HostNameType is UriHostNameType.IPv6 ? url.Host : url.IdnHost, target.Host, StringComparison.OrdinalIgnoreCase);
}
