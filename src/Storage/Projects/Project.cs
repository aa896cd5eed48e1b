using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SkillFlaw.Storage.Secrets;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.Storage.Users;

namespace SkillFlaw.Storage.Projects;

/// <summary>A folder of flows.</summary>
public sealed class Project : ITenantOwned
{
    /// <summary>The id.</summary>
    public required Guid Id { get; init; }

    /// <inheritdoc />
    public required Guid TenantId { get; init; }

    /// <summary>Who made it.</summary>
    public required int UserId { get; init; }

    /// <summary>The name, unique among the user's.</summary>
    public required string Name { get; set; }

    /// <summary>What it is for.</summary>
    public string? Description { get; set; }

    /// <summary>The project that it is shown in; null for none. Not a foreign key: nothing else follows from it.</summary>
    public Guid? ParentId { get; set; }

    /// <summary>The icon to show.</summary>
    public string? Icon { get; set; }

    /// <summary>What it can do, for whoever chooses among projects.</summary>
    public string? Skill { get; set; }

    /// <summary>Which privileges others need for it; kept for its owner.</summary>
    public string? PrivilegeType { get; set; }

    /// <summary>The version that its owner says is released.</summary>
    public string? ReleaseVersion { get; set; }

    /// <summary>False for a project that is switched off.</summary>
    public bool IsEnabled { get; set; } = true;

    /// <summary>True for a project that is on hold.</summary>
    public bool IsHold { get; set; }

    /// <summary>The business it belongs to; 0 for none.</summary>
    public int BusinessId { get; set; }

    /// <summary>True for a project that is its owner's alone, whatever its business.</summary>
    public bool IsSelf { get; set; }

    /// <summary>The organization it belongs to; 0 for none.</summary>
    public int OrgId { get; set; }

    /// <summary>How callers of its tools prove who they are: JSON, sealed by a <see cref="SecretBox"/> for <see cref="AuthPlace"/>. Null for nothing.</summary>
    public byte[]? AuthSettings { get; set; }

    /// <summary>Where <see cref="AuthSettings"/> belong; nowhere else can they be read.</summary>
    public SecretPlace AuthPlace => new(TenantId, UserId, $"project/{Id}");

    /// <summary>The user who changed it last; null for nobody since it was made.</summary>
    public int? ModifiedBy { get; set; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class ProjectConfiguration : IEntityTypeConfiguration<Project>
{
    public void Configure(EntityTypeBuilder<Project> builder)
    {
        builder.ToTable("projects");
        builder.Ignore(project => project.AuthPlace);
        builder.Property(project => project.Id).ValueGeneratedNever();
        builder.HasIndex(project => new { project.TenantId, project.UserId, project.Name }).IsUnique();
        builder.HasOne<Tenant>().WithMany().HasForeignKey(project => project.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(project => project.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
