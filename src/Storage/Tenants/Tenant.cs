using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SkillFlaw.Storage.Tenants;

/// <summary>Whose data is kept apart from everybody else's.</summary>
public sealed class Tenant
{
    /// <summary>The id, in every row of the tenant.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The name to show.</summary>
    public required string Name { get; set; }

    /// <summary>False for a tenant that may do nothing for now.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>How many runs it may have at once; null for what holds for all.</summary>
    public int? MaxConcurrentRuns { get; set; }

    /// <summary>How many runs it may begin in a second; null for what holds for all, 0 for any number.</summary>
    public int? MaxRunsPerSecond { get; set; }

    /// <summary>How many of its jobs may wait; null for what holds for all.</summary>
    public int? MaxQueuedJobs { get; set; }

    /// <summary>How many tokens its models may take on a day, by UTC; null for what holds for all, 0 for any number.</summary>
    public long? MaxTokensPerDay { get; set; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class TenantConfiguration : IEntityTypeConfiguration<Tenant>
{
    public void Configure(EntityTypeBuilder<Tenant> builder)
    {
        builder.ToTable("tenants");
        builder.HasKey(tenant => tenant.TenantId);
        builder.Property(tenant => tenant.TenantId).ValueGeneratedNever();
    }
}
