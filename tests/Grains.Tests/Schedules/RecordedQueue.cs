using System.Collections.Concurrent;
using SkillFlaw.Grains.Queue;

namespace SkillFlaw.Grains.Schedules;

/// <summary>A queue that runs nothing, or gives to another one.</summary>
internal sealed class RecordedQueue(IBackgroundJobs? inner = null) : IBackgroundJobs
{
    private readonly ConcurrentDictionary<Guid, NewJob> _jobs = new();

    /// <summary>For which tenants there is no room.</summary>
    public Func<Guid, bool> IsFull { get; set; } = _ => false;

    /// <summary>What happens when a job was taken.</summary>
    public Action WhenTaken { get; set; } = () => { };

    public IReadOnlyList<NewJob> Jobs => [.. _jobs.Values.OrderBy(job => job.JobId.ToString())];

    /// <summary>The times that jobs run for, which their ids begin with.</summary>
    public IEnumerable<DateTimeOffset> Times => Jobs.Select(job => TimeOf(job.JobId));

    public QueueDepth Depth => default;

    public static DateTimeOffset TimeOf(Guid jobId) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(jobId.ToString("N")[..12], 16));

    public async ValueTask EnqueueAsync(NewJob job, CancellationToken cancellationToken)
    {
        if (IsFull(job.TenantId))
        {
            throw new QueueFullException(isTenants: true, 1, TimeSpan.FromSeconds(1));
        }

        if (inner is not null)
        {
            await inner.EnqueueAsync(job, cancellationToken);
        }

        _jobs.TryAdd(job.JobId, job);
        WhenTaken();
    }

    public Task<bool> ReviveAsync(Guid tenantId, Guid jobId, bool keepsResults, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> CancelAsync(Guid tenantId, Guid jobId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public bool IsRunning(Guid tenantId, Guid jobId) => false;
}
