using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Storage.Users;

/// <summary>Who may log in.</summary>
public sealed class User : ITenantOwned
{
    /// <summary>The id; clients know users by integers.</summary>
    public int Id { get; init; }

    /// <summary>The tenant where the user is at home.</summary>
    public required Guid TenantId { get; set; }

    /// <summary>The name to log in with, unique on the server whatever its case.</summary>
    public required string Username
    {
        get;
        set
        {
            field = value;
            UsernameKey = KeyOf(value);
        }
    }

    /// <summary>The user name without its case: what is unique, and what to look users up by.</summary>
    public string UsernameKey { get; private set; } = "";

    /// <summary>The hash of the password, with its own parameters and salt.</summary>
    public required string PasswordHash { get; set; }

    /// <summary>The name to show, where there is one.</summary>
    public string? Nickname { get; set; }

    /// <summary>The mail address, where it is known.</summary>
    public string? Email { get; set; }

    /// <summary>The phone number, where it is known.</summary>
    public string? Mobile { get; set; }

    /// <summary>The picture of the user, as the editor names it.</summary>
    public string? ProfileImage { get; set; }

    /// <summary>What the user agreed to or put away in the editor, a JSON object.</summary>
    public string Optins { get; set; } = """{"github_starred":false,"dialog_dismissed":false,"discord_clicked":false}""";

    /// <summary>True for who is to choose another password.</summary>
    public bool ResetPassword { get; set; }

    /// <summary>False for a user who may not log in, and whose keys do not work.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>True for who may manage the server.</summary>
    public bool IsSuperuser { get; set; }

    /// <summary>When the user was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the row was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Null for who never did.</summary>
    public DateTimeOffset? LastLoginAt { get; set; }

    /// <summary>Stands in every token of the user; a token with another one is revoked.</summary>
    public Guid TokenStamp { get; private set; } = Guid.NewGuid();

    /// <summary>The key of a user name: the same for names that differ in case only.</summary>
    public static string KeyOf(string username) => username.ToUpperInvariant();

    /// <summary>Makes every token that was ever given out to the user invalid: logout, new password, deactivation.</summary>
    public void RevokeTokens() => TokenStamp = Guid.NewGuid();
}

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable("users");
        builder.HasIndex(user => user.UsernameKey).IsUnique();
        builder.HasOne<Tenant>().WithMany().HasForeignKey(user => user.TenantId).OnDelete(DeleteBehavior.Restrict);
    }
}
