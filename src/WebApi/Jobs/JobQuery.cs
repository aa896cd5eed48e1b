using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using SkillFlaw.Storage.Queue;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Jobs;

/// <summary>Which jobs to list.</summary>
internal sealed record JobQuery
{
    private const int Usual = 50;
    private const int MostAtOnce = 500;

    /// <summary>Only those of one flow.</summary>
    [FromQuery(Name = "flow_id")]
    public Guid? FlowId { get; init; }

    /// <summary>Only those that are open (not ended), succeeded, dead or cancelled.</summary>
    [FromQuery(Name = "status")]
    public string? Status { get; init; }

    /// <summary>How many at most, from 1 to 500.</summary>
    [FromQuery(Name = "limit")]
    public int? Limit { get; init; }

    /// <summary>Only those that are older than this job: what a page gives as <c>next_before</c>.</summary>
    [FromQuery(Name = "before")]
    public Guid? Before { get; init; }

    /// <summary>The condition of the status, and how many.</summary>
    /// <exception cref="RequestInvalidException">There is no such status, or no such number.</exception>
    public (Expression<Func<QueuedJob, bool>>? Status, int Limit) Check()
    {
        RequestInvalidException.ThrowIfAny(ValidationError.TooSmall("limit", Limit, 1), ValidationError.TooLarge("limit", Limit, MostAtOnce));
        return (
            Status?.ToLowerInvariant() switch
            {
                null or "" => null,
                "open" => job => job.FinishedAt == null,
                "succeeded" => job => job.State == QueuedJobState.Succeeded,
                "dead" => job => job.State == QueuedJobState.Dead,
                "cancelled" => job => job.State == QueuedJobState.Cancelled,
                var other => throw Invalid(
                    "status", "Value error, it must be open, succeeded, dead or cancelled", JsonSerializer.SerializeToElement(other, HttpJson.Default.String)),
            },
            Limit ?? Usual);
    }

    private static RequestInvalidException Invalid(string field, string why, JsonElement input) => new([new ValidationError("value_error", ["query", field], why, input)]);
}
