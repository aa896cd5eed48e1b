using SkillFlaw.Grains.Builds;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Builds;

/// <summary>Answers with the events of a build in the way that the request asks for.</summary>
internal sealed class BuildEventReading(EventRelays relays, IGrainFactory grains)
{
    /// <summary>The stream of a build that was begun with it: nobody else knows the build, so it stops when its reader leaves.</summary>
    public BuildEventStream Direct(JobKey job) =>
        new(aborted => relays.ReadAsync(job, 0, aborted), isSse: false, () => GrainOf(job).Cancel());

    /// <summary>The events of a build.</summary>
    /// <exception cref="ApiException">It is not there any more.</exception>
    public async Task<IResult> ReadAsync(JobEntry job, EventQuery query, HttpRequest request, CancellationToken cancellationToken)
    {
        var position = Math.Max(query.Position ?? 0, 0);
        if (EventDeliveries.Parse(query.EventDelivery, EventDelivery.Streaming) is EventDelivery.Polling)
        {
            return query.Position is null ? await PollAsync(job, cancellationToken) : await PollAsync(job, position, cancellationToken);
        }

        var isSse = request.Headers.Accept.Any(accept => accept?.Contains(BuildEventStream.Sse, StringComparison.OrdinalIgnoreCase) == true);
        if (isSse && job.HasEnded && position > 0 && (await relays.ReadStoredAsync(job.Key, position, cancellationToken)).Count == 0)
        {
            // A browser that has seen the end comes back for more until it is told that there is none.
            return TypedResults.NoContent();
        }

        return new BuildEventStream(
            aborted => job.HasEnded ? relays.ReadEndedAsync(job.Key, position, aborted) : relays.ReadAsync(job.Key, position, aborted), isSse);
    }

    private async Task<IResult> PollAsync(JobEntry job, CancellationToken cancellationToken) =>
        await GrainOf(job.Key).PollEvents(cancellationToken) is { } events
            ? new BuildEventPage(events.Batches, repeatsEnd: events.HasEnded)
            : throw JobDirectory.Missing(job.Key.JobId.ToString());

    private async Task<IResult> PollAsync(JobEntry job, long after, CancellationToken cancellationToken)
    {
        if (job.HasEnded)
        {
            return new BuildEventPage(await relays.ReadStoredAsync(job.Key, after, cancellationToken), repeatsEnd: false);
        }

        var events = await GrainOf(job.Key).ReadEvents(after, cancellationToken) ?? throw JobDirectory.Missing(job.Key.JobId.ToString());
        return new BuildEventPage(
            events.AreStored ? await relays.ReadStoredAsync(job.Key, after, cancellationToken) : events.Batches, repeatsEnd: false);
    }

    private IBuildJobGrain GrainOf(JobKey job) => grains.GetGrain<IBuildJobGrain>(job.ToString());
}
