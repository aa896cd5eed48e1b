using System.ComponentModel.DataAnnotations;

namespace SkillFlaw.Storage.Journals;

/// <summary>The limits of the journal.</summary>
public sealed class JournalOptions
{
    /// <summary>How long an append may take before its caller hears that the storage is unavailable.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many appends may wait. When there are more, the callers wait to be let in.</summary>
    [Range(1, 1_000_000)]
    public int QueueLength { get; set; } = 8192;

    /// <summary>How many rows one transaction takes at most.</summary>
    [Range(1, 100_000)]
    public int BatchRows { get; set; } = 2048;

    /// <summary>About how many bytes one transaction takes at most.</summary>
    [Range(1, int.MaxValue)]
    public int BatchBytes { get; set; } = 8 << 20;
}
