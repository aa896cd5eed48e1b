using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.Storage.Users;

namespace SkillFlaw.Storage.ApiKeys;

/// <summary>A key that a program comes with instead of a user. The key itself is shown once, to who made it, and is not stored.</summary>
public sealed class ApiKey : ITenantOwned
{
    /// <summary>How much of a key is kept to recognize it by.</summary>
    public const int PrefixLength = 8;

    /// <summary>The id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose rights it gives.</summary>
    public required int UserId { get; init; }

    /// <inheritdoc />
    public required Guid TenantId { get; init; }

    /// <summary>What its maker calls it.</summary>
    public required string Name { get; set; }

    /// <summary>The hash to look a key up by: <see cref="HashOf"/>.</summary>
    public required byte[] KeyHash { get; init; }

    /// <summary>The first characters of the key, for lists.</summary>
    public required string Prefix { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null for one that was never used.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    /// <summary>How often it was used.</summary>
    public long TotalUses { get; set; }

    /// <summary>False for one that does not work any more.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>When it stops working; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>The SHA-256 of a key. Keys are long and random, so a slow hash would protect nothing and cost every request.</summary>
    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>The part of a key that is kept in clear.</summary>
    public static string PrefixOf(string key) => key.Length > PrefixLength ? key[..PrefixLength] : key;
}

internal sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("api_keys");
        builder.Property(key => key.Id).ValueGeneratedNever();
        builder.HasIndex(key => key.KeyHash).IsUnique();
        builder.HasOne<User>().WithMany().HasForeignKey(key => key.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Tenant>().WithMany().HasForeignKey(key => key.TenantId).OnDelete(DeleteBehavior.Restrict);
    }
}
