using System.Diagnostics;

namespace SkillFlaw.Grains.Queue;

/// <summary>
/// How much may be begun at once so that nobody waits long for a processor. Tells by how long a piece of work waits in the thread pool: while it is
/// begun at once, jobs wait for the disk or for somebody else and more of them can run; when it waits, more of them would only keep each other,
/// and whoever wants an answer, from a processor.
/// </summary>
/// <param name="most">The most that may be begun at once.</param>
internal sealed class PoolPace(int most) : IThreadPoolWorkItem
{
    // Who waits for an answer has each of its steps wait so long; jobs that wait for nobody share commits the better the more of them there are.
    private static readonly TimeSpan _beforeCallers = TimeSpan.FromMilliseconds(0.2);
    private static readonly TimeSpan _amongJobs = TimeSpan.FromMilliseconds(2);

    private readonly double _least = Math.Min(Environment.ProcessorCount, most);
    private double _limit = Math.Min(4 * Environment.ProcessorCount, most);
    private double _wait;
    private TimeSpan _aim;
    private long _asked;
    private int _isAsking;

    /// <summary>How many there may be.</summary>
    public int Limit => (int)Volatile.Read(ref _limit);

    /// <summary>Finds out how busy the pool is, once at a time.</summary>
    /// <param name="isInWay">Whether somebody waits for an answer.</param>
    public void Ask(bool isInWay)
    {
        if (Interlocked.Exchange(ref _isAsking, 1) == 0)
        {
            _aim = isInWay ? _beforeCallers : _amongJobs;
            _asked = Stopwatch.GetTimestamp();
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        _wait += (Stopwatch.GetElapsedTime(_asked).TotalMilliseconds - _wait) / 4;
        if (_wait < _aim.TotalMilliseconds / 2)
        {
            Volatile.Write(ref _limit, Math.Min(_limit * 1.15, most));
        }
        else if (_wait > _aim.TotalMilliseconds)
        {
            Volatile.Write(ref _limit, Math.Max(_limit * 0.6, _least));
        }

        Volatile.Write(ref _isAsking, 0);
    }
}
