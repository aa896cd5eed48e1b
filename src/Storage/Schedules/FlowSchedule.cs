using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Storage.Schedules;

/// <summary>When a flow runs by itself.</summary>
public sealed class FlowSchedule : ITenantOwned
{
    /// <summary>The id.</summary>
    public required Guid Id { get; init; }

    /// <inheritdoc />
    public required Guid TenantId { get; init; }

    /// <summary>The flow.</summary>
    public required Guid FlowId { get; init; }

    /// <summary>Whose variables and files it uses.</summary>
    public required int UserId { get; init; }

    /// <summary>The times, as a cron expression of five fields, or six with seconds first.</summary>
    public required string Cron { get; set; }

    /// <summary>The time zone that the expression is meant in, as the tz database calls it.</summary>
    public required string TimeZone { get; set; }

    /// <summary>What happens with times at which no server was there.</summary>
    public required MissedRuns Missed { get; set; }

    /// <summary>What the flow's Webhook components get.</summary>
    public required string Payload { get; set; }

    /// <summary>False for one that rests.</summary>
    public required bool IsActive { get; set; }

    /// <summary>When it runs next; null for never.</summary>
    public DateTimeOffset? NextAt { get; set; }

    /// <summary>When it last ran; null for never.</summary>
    public DateTimeOffset? LastAt { get; set; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>What happens with times at which no server was there.</summary>
public enum MissedRuns
{
    /// <summary>They are left out.</summary>
    Skip,

    /// <summary>One run stands for all of them.</summary>
    Once,

    /// <summary>Each is made up for, up to a limit.</summary>
    All,
}

internal sealed class FlowScheduleConfiguration : IEntityTypeConfiguration<FlowSchedule>
{
    public void Configure(EntityTypeBuilder<FlowSchedule> builder)
    {
        builder.ToTable("flow_schedules");
        builder.Property(schedule => schedule.Id).ValueGeneratedNever();
        builder.Property(schedule => schedule.Missed).HasConversion<string>();
        builder.HasIndex(schedule => schedule.NextAt).HasFilter("next_at IS NOT NULL");
        builder.HasIndex(schedule => new { schedule.TenantId, schedule.FlowId });
    }
}
