using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SkillFlaw.Storage.Secrets;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Storage.Webhooks;

/// <summary>How senders without an API key sign what they send to a flow.</summary>
public sealed class WebhookSignature : ITenantOwned
{
    /// <summary>The flow.</summary>
    public required Guid FlowId { get; init; }

    /// <inheritdoc />
    public required Guid TenantId { get; init; }

    /// <summary>The secret that both sides know, sealed by a <see cref="SecretBox"/> for <see cref="Place"/>, in base64.</summary>
    public required string Secret { get; set; }

    /// <summary>The header with the signature.</summary>
    public required string SignatureHeader { get; set; }

    /// <summary>The header with the time of sending, in seconds since 1970.</summary>
    public required string TimestampHeader { get; set; }

    /// <summary>How many seconds the time of sending may be away from this server's.</summary>
    public required int ToleranceSeconds { get; set; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Where the secret belongs; nowhere else can it be read.</summary>
    public SecretPlace Place => PlaceOf(TenantId, FlowId);

    /// <summary>Where the secret of a flow belongs. No user has the number 0, so that it is no place of a variable.</summary>
    public static SecretPlace PlaceOf(Guid tenantId, Guid flowId) => new(tenantId, 0, $"webhook signature of {flowId}");
}

internal sealed class WebhookSignatureConfiguration : IEntityTypeConfiguration<WebhookSignature>
{
    public void Configure(EntityTypeBuilder<WebhookSignature> builder)
    {
        builder.ToTable("webhook_signatures");
        builder.HasKey(signature => signature.FlowId);
        builder.Ignore(signature => signature.Place);
        builder.Property(signature => signature.FlowId).ValueGeneratedNever();
        builder.HasIndex(signature => signature.TenantId);
    }
}
