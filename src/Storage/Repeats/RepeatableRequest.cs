using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Storage.Repeats;

/// <summary>A request that came with an <c>Idempotency-Key</c>, and its answer once there is one: sent again, it is answered and not done again.</summary>
public sealed record RepeatableRequest : ITenantOwned
{
    /// <inheritdoc />
    public required Guid TenantId { get; init; }

    /// <summary>The SHA-256 of who asked and of the key, as hexadecimal text.</summary>
    public required string KeyHash { get; init; }

    /// <summary>The SHA-256 of what was asked, as hexadecimal text: the same key for something else is an error.</summary>
    public required string RequestHash { get; init; }

    /// <summary>The id of the job or run that it makes, also if it is begun again after a crash.</summary>
    public required Guid JobId { get; init; }

    /// <summary>The node that does it; empty where it was given up before there was an answer, and may be begun again.</summary>
    public required Guid Node { get; init; }

    /// <summary>The status of the answer; null while there is none.</summary>
    public int? Status { get; init; }

    /// <summary>The answer's content type.</summary>
    public string? ContentType { get; init; }

    /// <summary>The answer's body; null while there is none, or if it is too large to be kept.</summary>
    public byte[]? Body { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class RepeatableRequestConfiguration : IEntityTypeConfiguration<RepeatableRequest>
{
    public void Configure(EntityTypeBuilder<RepeatableRequest> builder)
    {
        builder.ToTable("repeatable_requests");
        builder.HasKey(request => new { request.TenantId, request.KeyHash });
        builder.HasIndex(request => request.CreatedAt);
        builder.Property(request => request.Body).HasColumnOrder(100);
    }
}
