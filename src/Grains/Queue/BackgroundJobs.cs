using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SkillFlaw.Grains.Builds;
using SkillFlaw.Grains.Flows;
using SkillFlaw.Grains.Recovery;
using SkillFlaw.Grains.Tenants;
using SkillFlaw.Storage.Journals;
using SkillFlaw.Storage.Queue;
using SkillFlaw.Storage.Secrets;

namespace SkillFlaw.Grains.Queue;

/// <summary>
/// The queue of this node: takes jobs, shares the node among tenants and their flows, and tries each job until it ends. The database is the
/// truth; here is what its next steps need. A job is in these hands (<c>_held</c>) from before it is stored until its end is, so that nobody
/// begins it twice; a row of it changes only while it names this node.
/// </summary>
internal sealed partial class BackgroundJobs : BackgroundService, IBackgroundJobs
{
    // Jobs at their end whose commit is on its way: if the database is slower than the jobs, those wait.
    private const int MostEnding = 4_096;

    // Beyond it, jobs are left in the database also where their flow has room.
    private const long MostBytesAtHand = 64 << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<JobKey, QueueItem> _held = [];
    private readonly Dictionary<Guid, TenantLanes> _tenants = [];
    private readonly DeficitRing<TenantLanes> _ready = new();
    private readonly Queue<QueueItem> _young = [];
    private readonly QueueTotals _totals = new();
    private readonly QueuedJobs _jobs;
    private readonly Journal _journal;
    private readonly JobNode _node;
    private readonly ITenantGate _tenantGate;
    private readonly IGrainFactory _grains;
    private readonly SecretBox _secrets;
    private readonly FlowFollowers _followers;
    private readonly QueueOptions _options;
    private readonly PoolPace _pace;
    private readonly TimeProvider _clock;
    private readonly ILogger<BackgroundJobs> _logger;
    private readonly QueueMeter _meter;
    private readonly ITimer _tick;
    private long _lastPosition;
    private long _distrusted;
    private long _bytesAtHand;
    private int _arriving;
    private int _running;
    private int _youngCount;
    private int _ending;
    private bool _hasArrived;
    private bool _isTicking;
    private bool _isStopping;

    public BackgroundJobs(
        QueuedJobs jobs,
        Journal journal,
        JobNode node,
        ITenantGate tenantGate,
        IGrainFactory grains,
        SecretBox secrets,
        FlowFollowers followers,
        IOptions<QueueOptions> options,
        TimeProvider clock,
        ILogger<BackgroundJobs> logger)
    {
        (_jobs, _journal, _node, _tenantGate, _grains) = (jobs, journal, node, tenantGate, grains);
        (_secrets, _followers, _clock, _logger) = (secrets, followers, clock, logger);
        _options = options.Value;
        _pace = new PoolPace(_options.MaxYoung);
        _distrusted = NextPosition();
        _meter = new QueueMeter(() => Depth);
        _tick = clock.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        node.WhenGone = TakeOverAsync;
    }

    /// <inheritdoc />
    public QueueDepth Depth
    {
        get
        {
            lock (_lock)
            {
                return new QueueDepth(_totals.Queued, _running, _held.Count - _running, _tenants.Count);
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask EnqueueAsync(NewJob job, CancellationToken cancellationToken)
    {
        var row = RowOf(job);
        QueueItem item;
        lock (_lock)
        {
            CheckRoom(job.TenantId);
            if (_held.ContainsKey(KeyOf(row)))
            {
                return;
            }

            item = Hold(row, wasTried: false);
            _arriving++;
            _hasArrived = true;
        }

        try
        {
            await _journal.AppendAsync(QueuedJobTable.Instance.Insert(row), cancellationToken);
        }
        catch (Exception failure)
        {
            lock (_lock)
            {
                _arriving--;
                LetGo(item);
            }

            if (failure is RowRefusedException && await _jobs.FindAsync(job.TenantId, job.JobId, cancellationToken) is not null)
            {
                return;
            }

            throw;
        }

        lock (_lock)
        {
            _arriving--;
            Arrive(item);
        }

        Pump();
    }

    /// <inheritdoc />
    public async Task<bool> ReviveAsync(Guid tenantId, Guid jobId, bool keepsResults, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            CheckRoom(tenantId);
        }

        if (!await _jobs.ReviveAsync(tenantId, jobId, _node.Id, NextPosition(), keepsResults, cancellationToken))
        {
            return false;
        }

        // It was begun before, so what there is of it has to be read.
        Interlocked.Exchange(ref _distrusted, NextPosition());
        if (await _jobs.FindAsync(tenantId, jobId, cancellationToken) is { } job)
        {
            await WhenLetGoAsync(KeyOf(job), cancellationToken);
            lock (_lock)
            {
                LeaveBehind(LaneOf(tenantId, job.FlowId), job.Position);
            }

            Pump();
        }

        return true;
    }

    /// <inheritdoc />
    public async Task<bool> CancelAsync(Guid tenantId, Guid jobId, CancellationToken cancellationToken) =>
        await _jobs.AskToCancelAsync(tenantId, jobId, _clock.GetUtcNow(), cancellationToken);

    /// <inheritdoc />
    public bool IsRunning(Guid tenantId, Guid jobId)
    {
        lock (_lock)
        {
            return _held.TryGetValue(new JobKey(tenantId, jobId), out var item) && item.IsRunning;
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        base.Dispose();
        _tick.Dispose();
        _meter.Dispose();
    }

    // Its end is stored a moment before it is let go of, and until then nobody begins it. If it is held for longer, it has begun already.
    private async Task WhenLetGoAsync(JobKey key, CancellationToken cancellationToken)
    {
        for (var i = 0; i < 100; i++)
        {
            lock (_lock)
            {
                if (!_held.ContainsKey(key))
                {
                    return;
                }
            }

            await Task.Delay(_tickPeriod, _clock, cancellationToken);
        }
    }

    private QueuedJob RowOf(NewJob job) => new()
    {
        JobId = job.JobId,
        TenantId = job.TenantId,
        FlowId = job.FlowId,
        FlowVersion = job.FlowVersion,
        UserId = job.UserId,
        Source = job.Source,
        State = QueuedJobState.Queued,
        Node = _node.Id,
        Position = NextPosition(),
        CreatedAt = _clock.GetUtcNow(),
        Request = job.Request,
    };

    // Grows from job to job, and from process to process as far as the clock does.
    private long NextPosition()
    {
        while (true)
        {
            var last = Volatile.Read(ref _lastPosition);
            var next = Math.Max(last + 1, _clock.GetUtcNow().UtcTicks);
            if (Interlocked.CompareExchange(ref _lastPosition, next, last) == last)
            {
                return next;
            }
        }
    }

    private void CheckRoom(Guid tenantId)
    {
        var own = _tenants.TryGetValue(tenantId, out var tenant) ? tenant.Queued : 0;
        var most = _tenantGate.MaxQueuedJobs(tenantId);
        if (own >= most)
        {
            throw new QueueFullException(isTenants: true, own, _meter.TimeFor(own - most + 1));
        }

        if (_totals.Queued >= _options.MaxQueued || _isStopping)
        {
            throw new QueueFullException(isTenants: false, _totals.Queued, _meter.TimeFor(_totals.Queued - _options.MaxQueued + 1));
        }
    }

    // All of these only under the lock.

    private FlowLane LaneOf(Guid tenantId, Guid flowId)
    {
        if (!_tenants.TryGetValue(tenantId, out var tenant))
        {
            _tenants.Add(tenantId, tenant = new TenantLanes(tenantId, _totals));
        }

        return tenant.LaneOf(flowId);
    }

    private QueueItem Hold(QueuedJob job, bool wasTried)
    {
        var item = new QueueItem(job, LaneOf(job.TenantId, job.FlowId), wasTried);
        _held.Add(KeyOf(job), item);
        item.Lane.Away++;
        return item;
    }

    // It is stored: its turn comes, here or after those that are in the database.
    private void Arrive(QueueItem item)
    {
        if (Owns(item) && item.Lane is { Behind: 0 } && HasRoom(item))
        {
            Line(item, isFirst: false);
            return;
        }

        if (LetGo(item))
        {
            LeaveBehind(item.Lane, item.Job.Position);
        }
    }

    private bool HasRoom(QueueItem item) => item.Lane.AtHand < _options.MaxAtHand && _bytesAtHand < MostBytesAtHand;

    private void Line(QueueItem item, bool isFirst)
    {
        item.Lane.Away--;
        item.Lane.Line(item, isFirst);
        _bytesAtHand += item.Job.Request.Length;
        _ready.Add(item.Lane.Tenant);
    }

    private void TakeOut(QueueItem item)
    {
        item.Lane.TakeOut(item);
        item.Lane.Away++;
        _bytesAtHand -= item.Job.Request.Length;
    }

    private void LeaveBehind(FlowLane lane, long position)
    {
        lane.Behind++;
        lane.LeftBehind++;
        lane.ReadFrom = Math.Min(lane.ReadFrom, position);
        ReadIfShort(lane);
    }

    private bool Owns(QueueItem item) => _held.TryGetValue(KeyOf(item.Job), out var held) && held == item;

    // It is over, or was never stored; or it stays in the database, and is in nobody's hands for now.
    private bool LetGo(QueueItem item)
    {
        if (!Owns(item))
        {
            return false;
        }

        _held.Remove(KeyOf(item.Job));
        item.Lane.Away--;
        if (item.Lane.IsReading)
        {
            item.Lane.GoneMeanwhile.Add(item.Job.JobId);
        }

        return true;
    }

    private static JobKey KeyOf(QueuedJob job) => new(job.TenantId, job.JobId);
}
