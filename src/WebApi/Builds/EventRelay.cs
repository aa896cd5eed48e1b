using System.Collections.Immutable;
using SkillFlaw.Grains.Builds;

namespace SkillFlaw.WebApi.Builds;

/// <summary>Follows one build for its readers on this node, as long as there are any.</summary>
internal sealed class EventRelay(EventRelays relays, IBuildJobGrain job, JobKey key, long start) : IDisposable
{
    private const int WindowBatches = 256;
    private const int WindowBytes = 1 << 20;

    private static readonly TimeSpan _shortestPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _left = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile RelayView? _view;
    private Task? _following;
    private int _readers;

    /// <summary>What is at hand now.</summary>
    public RelayView View => _view!;

    /// <summary>Called once the last reader has left.</summary>
    public void Dispose() => _left.Dispose();

    /// <summary>One more reader; false when the last one has left, and the relay is over.</summary>
    public bool TryJoin()
    {
        lock (_gate)
        {
            if (_left.IsCancellationRequested)
            {
                return false;
            }

            _readers++;
            _view ??= new RelayView([], start, HasEnded: false, _changed.Task);
            _following ??= Follow(_left.Token);
            return true;
        }
    }

    /// <summary>One reader less; true for the last one.</summary>
    public bool Leave()
    {
        lock (_gate)
        {
            if (--_readers > 0)
            {
                return false;
            }

            _left.Cancel();
            return true;
        }
    }

    private Task Follow(CancellationToken left) => Task.Run(() => FollowAsync(left), CancellationToken.None);

    private async Task FollowAsync(CancellationToken left)
    {
        var last = start;
        for (var pause = _shortestPause; !left.IsCancellationRequested;)
        {
            try
            {
                // Waits for new ones, for a while.
                if (await job.ReadEvents(last, left) is not { } events)
                {
                    Publish([], hasEnded: true);
                    return;
                }

                var batches = events.AreStored ? [.. await relays.ReadStoredAsync(key, last, left)] : events.Batches;
                last = batches.IsEmpty ? last : batches[^1].Last;
                pause = _shortestPause;
                var hasEnded = events.HasEnded && (!events.AreStored || batches.IsEmpty);
                Publish(batches, hasEnded);
                if (hasEnded)
                {
                    return;
                }

                if (batches.IsEmpty)
                {
                    // Usually after a long wait; but a server that is being stopped has nothing to wait for.
                    await Task.Delay(_shortestPause, left);
                }
            }
            catch (Exception) when (!left.IsCancellationRequested)
            {
                // Its node may be gone; another one goes on, and the readers wait.
                await Task.Delay(pause, CancellationToken.None);
                pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Publish(ImmutableArray<BuildEventBatch> batches, bool hasEnded)
    {
        if (batches.IsEmpty && !hasEnded)
        {
            return;
        }

        var view = _view!;
        var window = view.Batches.AddRange(batches);
        var bytes = window.Sum(batch => batch.Lines.Length);
        var skipped = 0;
        while (skipped < window.Length - 1 && (window.Length - skipped > WindowBatches || bytes > WindowBytes))
        {
            bytes -= window[skipped++].Lines.Length;
        }

        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _view = new RelayView(window.RemoveRange(0, skipped), batches.IsEmpty ? view.Last : batches[^1].Last, hasEnded, _changed.Task);
        changed.TrySetResult();
    }
}

/// <summary>What a relay has at hand at one moment.</summary>
/// <param name="Batches">Events without gaps, the last one being <paramref name="Last"/>.</param>
/// <param name="Last">The number of the last event that is known.</param>
/// <param name="HasEnded">Whether there will be no more.</param>
/// <param name="Changed">Complete once there is another view.</param>
internal sealed record RelayView(ImmutableArray<BuildEventBatch> Batches, long Last, bool HasEnded, Task Changed)
{
    /// <summary>The number of the first event at hand.</summary>
    public long First => Batches.IsEmpty ? Last + 1 : Batches[0].First;

    /// <summary>The events at hand after a number.</summary>
    public IReadOnlyList<BuildEventBatch> After(long number)
    {
        // Those that readers ask for are nearly always the newest.
        var from = Batches.Length;
        while (from > 0 && Batches[from - 1].Last > number)
        {
            from--;
        }

        return [.. Batches.AsSpan()[from..].ToArray().Select(batch => batch.After(number))];
    }
}
