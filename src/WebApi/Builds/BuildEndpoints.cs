using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SkillFlaw.Grains.Builds;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Monitor;
using SkillFlaw.WebApi.Repeats;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Builds;

/// <summary>Builds of flows in the editor, with their events (semantics section 4).</summary>
internal static class BuildEndpoints
{
    private const string Delivery = """
        With `event_delivery=polling` or `streaming` the answer names the job, which is stored by then and is done whatever happens to the server; its
        events are read at `/events`. With `direct` the answer is the stream of events itself, and leaving it stops the build.
        """;

    private const string Events = """
        `streaming` and `direct` answer with all events from the first one on while they come, and end after the last one. `polling` answers with
        those that no poll has had yet, and waits a while for at least one. With `Accept: text/event-stream` the stream consists of server-sent events
        with numbers. Any of them goes on after a number that is given as `after`, or as the header `Last-Event-ID`; the events of a build count from 1.
        """;

    public static void MapBuilds(this IEndpointRouteBuilder routes)
    {
        var builds = routes.MapGroup("/api/v1/build").WithTags("Chat").Allow(Access.Owner);
        builds.MapPost("/{flow_id}/flow", BuildFlow).WithName("build_flow").WithSummary("Build a flow").DocumentBuild().Repeatable();
        builds.MapGet("/{job_id}/events", ReadEvents).WithName("get_build_events").WithSummary("Read the events of a build").DocumentEvents();
        builds.MapPost("/{job_id}/cancel", Cancel).WithName("cancel_build").WithSummary("Stop a build").ProducesError(404);
        builds.MapPost("/template/{template_id}/flow", BuildTemplate).WithName("build_template").WithSummary("Build a template").DocumentBuild()
            .Repeatable();
        builds.MapGet("/template/{build_id}/events", ReadTemplateEvents).WithName("get_template_build_events")
            .WithSummary("Read the events of a template's build").DocumentEvents();
        builds.MapPost("/template/{build_id}/cancel", CancelTemplate).WithName("cancel_template_build").WithSummary("Stop a template's build").ProducesError(404);

        var open = routes.MapGroup("/api/v1/build_public_tmp").WithTags("Chat").Allow(Access.Public);
        open.MapPost("/{flow_id}/flow", BuildPublic).WithName("build_public_tmp").WithSummary("Build a public flow").DocumentBuild().ProducesError(400, 403)
            .TakesSmallBodies();
        open.MapGet("/{job_id}/events", ReadPublicEvents).WithName("get_public_build_events")
            .WithSummary("Read the events of a public flow's build").DocumentEvents().ProducesError(400);
        open.MapGet("/{flow_id}/messages", ReadPublicMessages).WithName("get_public_chat_messages")
            .WithSummary("List what a visitor and a public flow have said").ProducesError(400, 403, 422);
        open.MapPost("/{job_id}/cancel", CancelPublic).WithName("cancel_public_build").WithSummary("Stop a public flow's build").ProducesError(400, 404);
    }

    private static RouteHandlerBuilder DocumentBuild(this RouteHandlerBuilder route) => route
        .Takes<BuildRequestBody>().Produces<BuildAnswer>().WithDescription(Delivery).ProducesError(404, 429);

    private static RouteHandlerBuilder DocumentEvents(this RouteHandlerBuilder route) => route
        .Produces<string>(200, BuildEventStream.Lines, BuildEventStream.Sse).WithDescription(Events).ProducesError(404);

    private static async Task<IResult> BuildFlow(
        [FromRoute(Name = "flow_id")] Guid flowId,
        [AsParameters] BuildQuery query,
        JsonBody json,
        Caller caller,
        NextJob next,
        BuildStarts starts,
        BuildEventReading reading,
        CancellationToken cancellationToken)
    {
        var delivery = EventDeliveries.Parse(query.EventDelivery, EventDelivery.Polling);
        return Answer(delivery, await starts.BuildFlowAsync(flowId, query, BuildBody.Read(json), caller, next, cancellationToken), reading);
    }

    private static async Task<IResult> BuildTemplate(
        [FromRoute(Name = "template_id")] Guid templateId,
        [AsParameters] BuildQuery query,
        JsonBody json,
        Caller caller,
        NextJob next,
        BuildStarts starts,
        BuildEventReading reading)
    {
        var delivery = EventDeliveries.Parse(query.EventDelivery, EventDelivery.Polling);
        return Answer(delivery, await starts.BuildTemplateAsync(templateId, query, BuildBody.Read(json), caller, next), reading);
    }

    private static async Task<IResult> BuildPublic(
        [FromRoute(Name = "flow_id")] Guid flowId,
        [AsParameters] BuildQuery query,
        Visitor visitor,
        JsonBody json,
        BuildStarts starts,
        BuildEventReading reading,
        CancellationToken cancellationToken)
    {
        var delivery = EventDeliveries.Parse(query.EventDelivery, EventDelivery.Polling);
        return Answer(delivery, await starts.BuildPublicAsync(flowId, query, BuildBody.Read(json), visitor, cancellationToken), reading);
    }

    private static IResult Answer(EventDelivery delivery, JobKey job, BuildEventReading reading) => delivery is EventDelivery.Direct
        ? reading.Direct(job)
        : TypedResults.Ok(new BuildAnswer(job.JobId));

    private static async Task<IResult> ReadEvents(
        [FromRoute(Name = "job_id")] string jobId,
        [AsParameters] EventQuery query,
        HttpRequest request,
        Caller caller,
        JobDirectory jobs,
        BuildEventReading reading,
        CancellationToken cancellationToken) =>
        await reading.ReadAsync(await jobs.FindAsync(caller, jobId, cancellationToken), query, request, cancellationToken);

    private static Task<IResult> ReadTemplateEvents(
        [FromRoute(Name = "build_id")] string buildId,
        [AsParameters] EventQuery query,
        HttpRequest request,
        Caller caller,
        JobDirectory jobs,
        BuildEventReading reading,
        CancellationToken cancellationToken) => ReadEvents(buildId, query, request, caller, jobs, reading, cancellationToken);

    private static async Task<IResult> ReadPublicEvents(
        [FromRoute(Name = "job_id")] string jobId,
        [AsParameters] EventQuery query,
        HttpRequest request,
        Visitor visitor,
        JobDirectory jobs,
        BuildEventReading reading,
        CancellationToken cancellationToken) =>
        await reading.ReadAsync(await jobs.FindAsync(visitor, jobId, cancellationToken), query, request, cancellationToken);

    private static Task<StreamedJson<IAsyncEnumerable<MonitorMessage>>> ReadPublicMessages(
        [FromRoute(Name = "flow_id")] Guid flowId,
        [AsParameters] MessageQuery query,
        Visitor visitor,
        PublicMessages messages,
        CancellationToken cancellationToken)
    {
        query.Check();
        return messages.ListAsync(flowId, visitor, query, cancellationToken);
    }

    private static async Task<Ok<CancelAnswer>> Cancel(
        [FromRoute(Name = "job_id")] string jobId, Caller caller, JobDirectory jobs, IGrainFactory grains, CancellationToken cancellationToken) =>
        await CancelAsync(jobId, await jobs.FindAsync(caller, jobId, cancellationToken), grains);

    private static Task<Ok<CancelAnswer>> CancelTemplate(
        [FromRoute(Name = "build_id")] string buildId, Caller caller, JobDirectory jobs, IGrainFactory grains, CancellationToken cancellationToken) =>
        Cancel(buildId, caller, jobs, grains, cancellationToken);

    private static async Task<Ok<CancelAnswer>> CancelPublic(
        [FromRoute(Name = "job_id")] string jobId, Visitor visitor, JobDirectory jobs, IGrainFactory grains, CancellationToken cancellationToken) =>
        await CancelAsync(jobId, await jobs.FindAsync(visitor, jobId, cancellationToken), grains);

    private static async Task<Ok<CancelAnswer>> CancelAsync(string jobId, JobEntry job, IGrainFactory grains)
    {
        var stop = await grains.GetGrain<IBuildJobGrain>(job.Key.ToString()).Cancel() ?? throw JobDirectory.Missing(jobId);
        return TypedResults.Ok(new CancelAnswer(stop.HasStopped, stop.HasStopped ? "Flow build cancelled successfully" : "Failed to cancel flow build")
        {
            Finished = stop.HadEnded ? null : [.. stop.Finished],
            Stopped = stop.HadEnded ? null : [.. stop.Stopped],
        });
    }
}

/// <summary>The parameters of reading events.</summary>
internal sealed record EventQuery
{
    [FromQuery(Name = "event_delivery")]
    public string? EventDelivery { get; init; }

    [FromQuery(Name = "after")]
    public long? After { get; init; }

    [FromHeader(Name = "Last-Event-ID")]
    public string? LastEventId { get; init; }

    /// <summary>After which event to go on; null for no number.</summary>
    public long? Position => After ?? (long.TryParse(LastEventId, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null);
}

/// <summary>The job of a build.</summary>
internal sealed record BuildAnswer(Guid JobId);

/// <summary>What came of stopping a build. The vertices are there unless the build had ended by itself.</summary>
internal sealed record CancelAnswer(bool Success, string Message)
{
    /// <summary>The vertices that had finished: what they did is done.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Finished { get; init; }

    /// <summary>The vertices that were stopped.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Stopped { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BuildAnswer))]
[JsonSerializable(typeof(CancelAnswer))]
internal sealed partial class BuildJson : JsonSerializerContext;
