using System.Diagnostics;
using System.Diagnostics.Metrics;
using SkillFlaw.Storage.Queue;

namespace SkillFlaw.Grains.Queue;

/// <summary>Counts what the queue does, for metrics, and for who has to be told when to come back.</summary>
internal sealed class QueueMeter : IDisposable
{
    private static readonly TimeSpan _shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(1);

    private readonly Meter _meter = new("SkillFlaw.Queue");
    private readonly Counter<long> _ended;
    private readonly Lock _lock = new();
    private long _since = Stopwatch.GetTimestamp();
    private int _count;
    private double _perSecond = 10;

    public QueueMeter(Func<QueueDepth> depth)
    {
        _ended = _meter.CreateCounter<long>("skillflaw.queue.ended", "{job}", "Jobs at their end, and tries that failed, by what came of them.");
        _meter.CreateObservableGauge("skillflaw.queue.queued", () => depth().Queued, "{job}", "Jobs that have not ended.");
        _meter.CreateObservableGauge("skillflaw.queue.running", () => depth().Running, "{job}", "Jobs that run.");
    }

    /// <summary>A try of a job has ended, and that is stored.</summary>
    public void Ended(QueuedJob job)
    {
        _ended.Add(1, new KeyValuePair<string, object?>("state", job.State.ToString()));
        lock (_lock)
        {
            _count++;
            if (Stopwatch.GetElapsedTime(_since) is var elapsed && elapsed >= _shortest)
            {
                _perSecond = (_perSecond + (_count / elapsed.TotalSeconds)) / 2;
                _count = 0;
                _since = Stopwatch.GetTimestamp();
            }
        }
    }

    /// <summary>About how long so many jobs take: a second at least, a minute at most.</summary>
    public TimeSpan TimeFor(int jobs)
    {
        lock (_lock)
        {
            var seconds = Math.Clamp(jobs / Math.Max(_perSecond, 0.01), _shortest.TotalSeconds, _longest.TotalSeconds);
            return TimeSpan.FromSeconds(Math.Ceiling(seconds));
        }
    }

    public void Dispose() => _meter.Dispose();
}
