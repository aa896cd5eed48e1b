using System.ComponentModel.DataAnnotations;

namespace SkillFlaw.Grains.Outbound;

/// <summary>What components may reach outside of the server.</summary>
public sealed class OutboundOptions
{
    /// <summary>
    /// Whether flows may reach every address that the server reaches, also those of its own machine and network. The address that the
    /// settings give a model provider is reached without it.
    /// </summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>How long it may take to look up a host, connect and shake hands.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest answer that a component may read.</summary>
    [Range(typeof(long), "1", "1000000000000")]
    public long MaxResponseBytes { get; set; } = 64 * 1024 * 1024;
}
