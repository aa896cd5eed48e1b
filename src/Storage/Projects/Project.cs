using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
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
        builder.Property(project => project.Id).ValueGeneratedNever();
        builder.HasIndex(project => new { project.TenantId, project.UserId, project.Name }).IsUnique();
        builder.HasOne<Tenant>().WithMany().HasForeignKey(project => project.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(project => project.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
