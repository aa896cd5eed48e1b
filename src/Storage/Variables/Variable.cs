using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SkillFlaw.Storage.Secrets;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.Storage.Users;

namespace SkillFlaw.Storage.Variables;

/// <summary>A setting or a secret that flows refer to by name.</summary>
public sealed class Variable : ITenantOwned
{
    /// <summary>The id.</summary>
    public required Guid Id { get; init; }

    /// <inheritdoc />
    public required Guid TenantId { get; init; }

    /// <summary>Whose it is.</summary>
    public required int UserId { get; init; }

    /// <summary>The name, unique among the user's. A new name needs the value sealed anew: it is bound to <see cref="Place"/>.</summary>
    public required string Name { get; set; }

    /// <summary>Whether the value may be shown.</summary>
    public required VariableType Type { get; set; }

    /// <summary>The value, sealed by a <see cref="SecretBox"/> for <see cref="Place"/>.</summary>
    public required byte[] Value { get; set; }

    /// <summary>The fields that the editor fills with it, a JSON list of texts.</summary>
    public string DefaultFields { get; set; } = "[]";

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Where the value belongs; nowhere else can it be read.</summary>
    public SecretPlace Place => new(TenantId, UserId, Name);
}

/// <summary>Whether the value of a variable may be shown.</summary>
public enum VariableType
{
    /// <summary>A setting: its owner sees the value.</summary>
    Generic,

    /// <summary>A secret: nobody sees the value again.</summary>
    Credential,
}

internal sealed class VariableConfiguration : IEntityTypeConfiguration<Variable>
{
    public void Configure(EntityTypeBuilder<Variable> builder)
    {
        builder.ToTable("variables");
        builder.Ignore(variable => variable.Place);
        builder.Property(variable => variable.Id).ValueGeneratedNever();
        builder.Property(variable => variable.Type).HasConversion<string>();
        builder.HasIndex(variable => new { variable.TenantId, variable.UserId, variable.Name }).IsUnique();
        builder.HasOne<Tenant>().WithMany().HasForeignKey(variable => variable.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(variable => variable.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
