using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using SkillFlaw.Storage.Schedules;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Schedules;

/// <summary>When a flow runs by itself.</summary>
internal sealed record ScheduleAnswer
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The flow.</summary>
    public required Guid FlowId { get; init; }

    /// <summary>The times: minute, hour, day, month, weekday; or seconds before them.</summary>
    public required string Cron { get; init; }

    /// <summary>The time zone that the times are meant in.</summary>
    public required string TimeZone { get; init; }

    /// <summary>What happens with times at which no server was there: they are left out, one run stands for all, or each is made up for.</summary>
    [AllowedValues("skip", "once", "all")]
    public required string Missed { get; init; }

    /// <summary>What the flow's Webhook components get.</summary>
    public required string Payload { get; init; }

    /// <summary>False for one that rests.</summary>
    public required bool IsActive { get; init; }

    /// <summary>When it runs next; null for never.</summary>
    [JsonConverter(typeof(OffsetTime))]
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>When it last ran; null for never.</summary>
    [JsonConverter(typeof(OffsetTime))]
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>When it was made.</summary>
    [JsonConverter(typeof(OffsetTime))]
    public required DateTimeOffset CreatedAt { get; init; }

    public static ScheduleAnswer Of(FlowSchedule schedule) => new()
    {
        Id = schedule.Id,
        FlowId = schedule.FlowId,
        Cron = schedule.Cron,
        TimeZone = schedule.TimeZone,
        Missed = schedule.Missed switch
        {
            MissedRuns.Skip => "skip",
            MissedRuns.Once => "once",
            _ => "all",
        },
        Payload = schedule.Payload,
        IsActive = schedule.IsActive,
        NextAt = schedule.NextAt,
        LastAt = schedule.LastAt,
        CreatedAt = schedule.CreatedAt,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ScheduleAnswer))]
[JsonSerializable(typeof(IReadOnlyList<ScheduleAnswer>))]
internal sealed partial class ScheduleJson : JsonSerializerContext;
