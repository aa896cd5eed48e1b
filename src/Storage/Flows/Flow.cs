using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SkillFlaw.Storage.Projects;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.Storage.Users;

namespace SkillFlaw.Storage.Flows;

/// <summary>A flow as the editor saved it.</summary>
public sealed class Flow : ITenantOwned
{
    /// <summary>The id.</summary>
    public required Guid Id { get; init; }

    /// <inheritdoc />
    public required Guid TenantId { get; init; }

    /// <summary>Who owns it.</summary>
    public required int UserId { get; set; }

    /// <summary>The project it is in; null for none.</summary>
    public Guid? ProjectId { get; set; }

    /// <summary>The name to show, unique among the owner's flows.</summary>
    public required string Name { get; set; }

    /// <summary>What it does.</summary>
    public string? Description { get; set; }

    /// <summary>A name to run it by instead of its id, unique among the owner's flows.</summary>
    public string? EndpointName { get; set; }

    /// <summary>The editor's document, JSON, kept as it came; <c>null</c> for a flow without one. Every change is a new <see cref="Version"/>.</summary>
    public required string Data
    {
        get;
        set
        {
            if (field != value)
            {
                field = value;
                Version++;
            }
        }
    }

    /// <summary>Counts the changes of <see cref="Data"/>: the key to cache what is made of it, and the guard against two writers.</summary>
    public long Version { get; private set; }

    /// <summary>
    /// Counts on from a number. For a flow that is made under an id which a deleted flow may have had: what others still keep of that one has a
    /// lower version.
    /// </summary>
    public void CountFrom(long version) => Version = Math.Max(Version, version);

    /// <summary>The icon to show.</summary>
    public string? Icon { get; set; }

    /// <summary>The colour behind the icon.</summary>
    public string? IconBgColor { get; set; }

    /// <summary>The gradient of its card.</summary>
    public string? Gradient { get; set; }

    /// <summary>True for a saved component, which is a flow of one vertex.</summary>
    public bool IsComponent { get; set; }

    /// <summary>True for a flow that a webhook may start.</summary>
    public bool Webhook { get; set; }

    /// <summary>The tags, a JSON list of texts.</summary>
    public string Tags { get; set; } = "[]";

    /// <summary>True for a flow that the editor must not change.</summary>
    public bool Locked { get; set; }

    /// <summary>True for a flow that is a tool of its project's MCP server.</summary>
    public bool McpEnabled { get; set; }

    /// <summary>The name of that tool.</summary>
    public string? ActionName { get; set; }

    /// <summary>The description of that tool.</summary>
    public string? ActionDescription { get; set; }

    /// <summary>Who may run it besides its owner.</summary>
    public FlowAccess AccessType { get; set; }

    /// <summary>What it can do, for whoever chooses among flows.</summary>
    public string? FlowSkill { get; set; }

    /// <summary>What kind of flow its owner says it is.</summary>
    public string FlowType { get; set; } = "";

    /// <summary>The version that is online; null for none.</summary>
    public string? OnlineVersion { get; set; }

    /// <summary>True for a flow with a version online.</summary>
    public bool IsOnline { get; set; }

    /// <summary>True for a flow that has versions.</summary>
    public bool IsVersion { get; set; }

    /// <summary>True for a flow that is on hold.</summary>
    public bool IsHold { get; set; }

    /// <summary>True for a flow that is offered under its endpoint name.</summary>
    public bool IsEndpoint { get; set; }

    /// <summary>True for a flow that its owner has put away.</summary>
    public bool IsDeleted { get; set; }

    /// <summary>The business it belongs to; 0 for none.</summary>
    public int BusinessId { get; set; }

    /// <summary>True for a flow that is its owner's alone, whatever its business.</summary>
    public bool IsSelf { get; set; }

    /// <summary>The organization it belongs to; 0 for none.</summary>
    public int OrgId { get; set; }

    /// <summary>The user who changed it last; null for nobody since it was made.</summary>
    public int? ModifiedBy { get; set; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed. Clients tell their copy from a newer one by it, so <see cref="Touch"/> sets it.</summary>
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Notes a change. Clients see whole seconds only, so each change is at least in the next one.</summary>
    public void Touch(DateTimeOffset now)
    {
        var next = new DateTimeOffset(UpdatedAt.UtcTicks - (UpdatedAt.UtcTicks % TimeSpan.TicksPerSecond) + TimeSpan.TicksPerSecond, TimeSpan.Zero);
        UpdatedAt = now > next ? now : next;
    }
}

/// <summary>Who may run a flow besides its owner.</summary>
public enum FlowAccess
{
    /// <summary>Nobody.</summary>
    Private,

    /// <summary>Everybody who knows its id.</summary>
    Public,

    /// <summary>Whom its owner named.</summary>
    Restricted,
}

internal sealed class FlowConfiguration : IEntityTypeConfiguration<Flow>
{
    public void Configure(EntityTypeBuilder<Flow> builder)
    {
        builder.ToTable("flows");
        builder.Property(flow => flow.Id).ValueGeneratedNever();
        builder.Property(flow => flow.Version).IsConcurrencyToken();
        builder.Property(flow => flow.UpdatedAt).IsConcurrencyToken();
        builder.Property(flow => flow.AccessType).HasConversion<string>();

        // Null is no name: both databases let it repeat in a unique index.
        builder.HasIndex(flow => new { flow.TenantId, flow.UserId, flow.EndpointName }).IsUnique();
        builder.HasIndex(flow => new { flow.TenantId, flow.UserId, flow.Name }).IsUnique();
        builder.HasIndex(flow => new { flow.TenantId, flow.UserId, flow.ProjectId });
        builder.HasOne<Tenant>().WithMany().HasForeignKey(flow => flow.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(flow => flow.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Project>().WithMany().HasForeignKey(flow => flow.ProjectId).OnDelete(DeleteBehavior.SetNull);
    }
}
