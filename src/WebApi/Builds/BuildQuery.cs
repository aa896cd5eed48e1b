using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Builds;

/// <summary>The parameters of a build (semantics section 4.1).</summary>
internal sealed record BuildQuery
{
    [FromQuery(Name = "stop_component_id")]
    public string? Stop { get; init; }

    [FromQuery(Name = "start_component_id")]
    public string? Start { get; init; }

    [FromQuery(Name = "log_builds")]
    public QueryFlag? LogBuilds { get; init; }

    // Known to tools that look at what they have started; the server has no use for it.
    [FromQuery(Name = "flow_name")]
    public string? FlowName { get; init; }

    [FromQuery(Name = "event_delivery")]
    public string? EventDelivery { get; init; }
}

/// <summary>How the events of a build are delivered.</summary>
internal enum EventDelivery
{
    Streaming,
    Direct,
    Polling,
}

internal static class EventDeliveries
{
    /// <summary>Reads the parameter.</summary>
    /// <exception cref="RequestInvalidException">It is none of the three.</exception>
    public static EventDelivery Parse(string? text, EventDelivery otherwise) => text switch
    {
        null => otherwise,
        "streaming" => EventDelivery.Streaming,
        "direct" => EventDelivery.Direct,
        "polling" => EventDelivery.Polling,
        _ => throw new RequestInvalidException(
        [
            new ValidationError(
                "enum",
                ["query", "event_delivery"],
                "Input should be 'streaming', 'direct' or 'polling'",
                JsonSerializer.SerializeToElement(text, HttpJson.Default.String)),
        ]),
    };
}
