namespace SkillFlaw.Grains.Recovery;

/// <summary>How nodes notice that one of them is gone.</summary>
public sealed class NodeOptions
{
    /// <summary>A folder that no other node has: whoever starts with it again goes on at once with what was left. Null for none.</summary>
    public string? Folder { get; set; }

    /// <summary>How often a node says that it lives.</summary>
    public TimeSpan BeatPeriod { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>After so long without having said so, a node gives up its jobs.</summary>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>After so long without a sign of life, others take a node's jobs over. More than <see cref="GiveUpAfter"/>.</summary>
    public TimeSpan TakeOverAfter { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a job may be begun again, without getting any further, before it is taken for one that ends the process.</summary>
    public int MaxAttempts { get; set; } = 5;
}
