using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SkillFlaw.Storage.Tenants;

/// <summary>What a tenant has used on one day.</summary>
public sealed class TenantUsage : ITenantOwned
{
    /// <inheritdoc />
    public required Guid TenantId { get; init; }

    /// <summary>The day by UTC, as a number: 20261122.</summary>
    public required int Day { get; init; }

    /// <summary>How many tokens its models have read and written.</summary>
    public long Tokens { get; set; }

    /// <summary>The number of the day that a time is in.</summary>
    public static int DayOf(DateTimeOffset time) => (time.UtcDateTime.Year * 10_000) + (time.UtcDateTime.Month * 100) + time.UtcDateTime.Day;
}

internal sealed class TenantUsageConfiguration : IEntityTypeConfiguration<TenantUsage>
{
    public void Configure(EntityTypeBuilder<TenantUsage> builder)
    {
        builder.ToTable("tenant_usage");
        builder.HasKey(usage => new { usage.TenantId, usage.Day });
    }
}
