using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SkillFlaw.Storage.Flows;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Storage.Sessions;

/// <summary>A conversation that somebody has given a name, or that a visitor of a public flow has begun. Most conversations have no row here.</summary>
public sealed class ChatSession : ITenantOwned
{
    /// <summary>The number that the API knows it by.</summary>
    public int Id { get; init; }

    /// <inheritdoc />
    public required Guid TenantId { get; init; }

    /// <summary>The flow.</summary>
    public required Guid FlowId { get; init; }

    /// <summary>The user it belongs to: the owner of the flow.</summary>
    public required int UserId { get; init; }

    /// <summary>What its messages name it by.</summary>
    public required string SessionId { get; init; }

    /// <summary>The name to show.</summary>
    public required string Name { get; set; }

    /// <summary>The hash of the cookie of the visitor whose conversation it is; null for one of the user's own.</summary>
    public string? Visitor { get; init; }

    /// <summary>When it was begun.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last renamed.</summary>
    public required DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class ChatSessionConfiguration : IEntityTypeConfiguration<ChatSession>
{
    public void Configure(EntityTypeBuilder<ChatSession> builder)
    {
        builder.ToTable("sessions");
        builder.HasIndex(session => new { session.TenantId, session.FlowId, session.SessionId }).IsUnique();
        builder.HasOne<Flow>().WithMany().HasForeignKey(session => session.FlowId).OnDelete(DeleteBehavior.Cascade);
    }
}
