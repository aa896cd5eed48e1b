using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using SkillFlaw.Storage.Schedules;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Schedules;

/// <summary>A new schedule. What is absent has its usual value.</summary>
internal sealed record NewScheduleBody(
    string Cron, string? TimeZone, [property: AllowedValues("skip", "once", "all")] string? Missed, JsonElement? Payload, bool? IsActive)
{
    public static ScheduleChanges Read(JsonFields fields)
    {
        fields.Require("cron");
        if (fields.Has("cron") && fields.Peek("cron") is null)
        {
            fields.Fail("cron", "string_type", "Input should be a valid string");
        }

        return ScheduleChanges.Read(fields);
    }
}

/// <summary>What changes of a schedule. What is absent or null stays.</summary>
internal sealed record ScheduleChangesBody(
    string? Cron, string? TimeZone, [property: AllowedValues("skip", "once", "all")] string? Missed, JsonElement? Payload, bool? IsActive);

/// <summary>What was read of one of the two.</summary>
internal sealed record ScheduleChanges(string? Cron, string? TimeZone, MissedRuns? Missed, string? Payload, bool? IsActive)
{
    private const int LongestCron = 256;
    private const int LongestTimeZone = 64;
    private const int LargestPayload = 64 << 10;

    public static ScheduleChanges Read(JsonFields fields)
    {
        var changes = new ScheduleChanges(
            fields.Text("cron", 1, LongestCron),
            fields.Text("time_zone", 1, LongestTimeZone),
            fields.OneOf("missed", "skip", "once", "all") is { } missed ? Enum.Parse<MissedRuns>(missed, ignoreCase: true) : null,
            ReadPayload(fields),
            fields.Flag("is_active"));
        if (changes.Cron is { Length: > 0 and <= LongestCron } cron && ScheduleTimes.RefuseCron(cron) is { } refusal)
        {
            fields.Fail("cron", "value_error", $"Value error, {refusal}");
        }

        if (changes.TimeZone is { Length: > 0 and <= LongestTimeZone } zone && !ScheduleTimes.IsTimeZone(zone))
        {
            fields.Fail("time_zone", "value_error", "Value error, there is no time zone of this name");
        }

        fields.Check();
        return changes;
    }

    // A text is what the components get; anything else they get as JSON.
    private static string? ReadPayload(JsonFields fields)
    {
        var payload = fields.Peek("payload") is { ValueKind: not JsonValueKind.String } json ? json.GetRawText() : fields.Text("payload", 1);
        if (payload is not null && Encoding.UTF8.GetByteCount(payload) > LargestPayload)
        {
            fields.Fail("payload", "value_error", "Value error, a payload has at most 65536 bytes");
        }

        return payload;
    }
}
