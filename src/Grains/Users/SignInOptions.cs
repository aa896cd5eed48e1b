using System.ComponentModel.DataAnnotations;

namespace SkillFlaw.Grains.Users;

/// <summary>How many failed tries to sign in are too many.</summary>
public sealed class SignInOptions
{
    /// <summary>How long a failed try counts.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How many there may be from one address for one user.</summary>
    [Range(1, 1_000)]
    public int TriesPerUser { get; set; } = 10;

    /// <summary>How many there may be from one address for all users. So many are remembered at most.</summary>
    [Range(1, 1_000)]
    public int TriesPerAddress { get; set; } = 100;
}
