using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using SkillFlaw.Grains.Builds;
using SkillFlaw.Storage.Jobs;

namespace SkillFlaw.WebApi.Builds;

/// <summary>
/// The events of builds for any number of readers. All readers of a build on this node share one relay, which asks the build's grain; who
/// falls behind, or comes late, reads from the database until it has caught up.
/// </summary>
internal sealed class EventRelays(IGrainFactory grains, JobLogs logs)
{
    private static readonly TimeSpan _ahead = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<JobKey, EventRelay> _relays = new();

    /// <summary>The events of a build after a number, each once and in order, until its last one.</summary>
    public async IAsyncEnumerable<BuildEventBatch> ReadAsync(JobKey key, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (after > 0)
        {
            // A relay that began behind the last event would not have those before it for its other readers.
            after = Math.Min(after, (await logs.FindLastAsync(key.TenantId, key.JobId, cancellationToken))?.LastNumber ?? 0);
        }

        var relay = Join(key, after);
        try
        {
            while (true)
            {
                var view = relay.View;
                if (after >= view.Last)
                {
                    if (view.HasEnded)
                    {
                        yield break;
                    }

                    await view.Changed.WaitAsync(cancellationToken);
                    continue;
                }

                var isOld = after + 1 < view.First;
                var batches = isOld ? await ReadStoredAsync(key, after, cancellationToken) : view.After(after);
                if (isOld && batches.Count == 0)
                {
                    if (view.HasEnded)
                    {
                        // They have been deleted meanwhile.
                        yield break;
                    }

                    // Whoever came first named a number that is yet to come, and the relay begins there.
                    await Task.WhenAny(view.Changed, Task.Delay(_ahead, cancellationToken));
                    cancellationToken.ThrowIfCancellationRequested();
                    continue;
                }

                foreach (var batch in batches)
                {
                    after = batch.Last;
                    yield return batch;
                }
            }
        }
        finally
        {
            Leave(key, relay);
        }
    }

    /// <summary>The events of a build that has ended, after a number.</summary>
    public async IAsyncEnumerable<BuildEventBatch> ReadEndedAsync(JobKey key, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await ReadStoredAsync(key, after, cancellationToken) is { Count: > 0 } batches)
        {
            foreach (var batch in batches)
            {
                after = batch.Last;
                yield return batch;
            }
        }
    }

    /// <summary>Some stored events after a number; none where there are none.</summary>
    public async Task<IReadOnlyList<BuildEventBatch>> ReadStoredAsync(JobKey key, long after, CancellationToken cancellationToken)
    {
        var entries = await logs.ReadEventsAsync(key.TenantId, key.JobId, after, cancellationToken);
        return [.. BuildEventBatch.Of(after, entries.Select(entry => (entry.LastNumber, entry.Events)))];
    }

    private EventRelay Join(JobKey key, long after)
    {
        while (true)
        {
            var relay = _relays.GetOrAdd(key, each => new EventRelay(this, grains.GetGrain<IBuildJobGrain>(each.ToString()), each, after));
            if (relay.TryJoin())
            {
                return relay;
            }

            // The last reader has just left it.
            _relays.TryRemove(new KeyValuePair<JobKey, EventRelay>(key, relay));
        }
    }

    private void Leave(JobKey key, EventRelay relay)
    {
        if (relay.Leave())
        {
            _relays.TryRemove(new KeyValuePair<JobKey, EventRelay>(key, relay));
            relay.Dispose();
        }
    }
}
