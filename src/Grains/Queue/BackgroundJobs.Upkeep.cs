using Microsoft.Extensions.Logging;
using SkillFlaw.Grains.Builds;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Queue;

namespace SkillFlaw.Grains.Queue;

// What keeps the queue and the database together: reads what was left there, what is due, what others have left.
internal sealed partial class BackgroundJobs
{
    private const int DueAtOnce = 500;

    // So few that reading them is in nobody's way.
    private const int Page = 128;

    // How many flows are read at once: each reading is a connection.
    private const int MostReadings = 4;

    private static readonly TimeSpan _countPeriod = TimeSpan.FromMinutes(1);

    private readonly Queue<FlowLane> _toRead = [];
    private HashSet<Guid> _forgotten = [];
    private int _readings;
    private bool _isUnreachable;

    /// <summary>Lets what runs come to its end, for a while. What is left then is done by the next process, or by another node.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _isStopping = true;
        }

        var began = _clock.GetTimestamp();
        while (!cancellationToken.IsCancellationRequested && _clock.GetElapsedTime(began) < _options.StopPatience && Volatile.Read(ref _running) + Volatile.Read(ref _ending) > 0)
        {
            await Task.Delay(_tickPeriod, _clock, CancellationToken.None);
        }

        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var lease = _node.Lease;
        var counted = _clock.GetTimestamp();
        var isFirst = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (lease.IsCancellationRequested)
                {
                    Reset();
                }

                var isBack = lease.IsCancellationRequested && !_node.Lease.IsCancellationRequested;
                if (isFirst || isBack || _clock.GetElapsedTime(counted) >= _countPeriod)
                {
                    await TakeFromForgottenAsync(stoppingToken);
                    await CountAsync(stoppingToken);
                    (counted, lease, isFirst) = (_clock.GetTimestamp(), _node.Lease, false);
                }

                await ReadDueAsync(stoppingToken);
                _isUnreachable = false;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                if (!_isUnreachable)
                {
                    LogUnreachable(failure);
                }

                _isUnreachable = true;
            }

            Pump();
            await Task.Delay(_options.Round, _clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // This node may have been taken for dead: whatever it had in its hands may be another's. The database tells when it is back.
    private void Reset()
    {
        lock (_lock)
        {
            _held.Clear();
            _tenants.Clear();
            _ready.Clear();
            _toRead.Clear();
            _totals.Queued = 0;
            _bytesAtHand = 0;
            Interlocked.Exchange(ref _distrusted, NextPosition());
        }
    }

    // Called with each node that is gone, until it has left nothing.
    private async Task TakeOverAsync(Guid node, CancellationToken cancellationToken)
    {
        var taken = 0;
        while (await _jobs.TakeOverAsync(node, _node.Id, cancellationToken) is > 0 and var some)
        {
            taken += some;
        }

        if (taken > 0)
        {
            LogTakenOver(taken, node);
            Interlocked.Exchange(ref _distrusted, NextPosition());
            await CountAsync(cancellationToken);
            Pump();
        }
    }

    // Jobs of a node that was forgotten while it still lived, and then died. One that has just begun may not be known yet.
    private async Task TakeFromForgottenAsync(CancellationToken cancellationToken)
    {
        var forgotten = (await _jobs.ReadForgottenOwnersAsync(cancellationToken)).Where(node => node != _node.Id).ToHashSet();
        foreach (var node in forgotten.Intersect(_forgotten).ToArray())
        {
            await TakeOverAsync(node, cancellationToken);
        }

        _forgotten = forgotten;
    }

    // Finds what is this node's and in nobody's hands: what was taken over, or stored without an answer.
    private async Task CountAsync(CancellationToken cancellationToken)
    {
        var counts = await _jobs.CountAsync(_node.Id, cancellationToken);
        lock (_lock)
        {
            Sweep();
            foreach (var (tenantId, flowId, ready, waiting) in counts)
            {
                var lane = LaneOf(tenantId, flowId);
                lane.Waiting = waiting;
                if (ready - lane.AtHand - lane.Away > lane.Behind)
                {
                    lane.Behind = ready - lane.AtHand - lane.Away;
                    lane.LeftBehind++;
                    lane.ReadFrom = 0;
                    ReadIfShort(lane);
                }
            }
        }
    }

    // Flows without jobs are kept for a while: they mostly get more.
    private void Sweep()
    {
        foreach (var tenant in _tenants.Values.ToArray())
        {
            foreach (var lane in tenant.Flows.Values.Where(each => each is { Queued: 0, IsReading: false, IsInRing: false }).ToArray())
            {
                tenant.Flows.Remove(lane.FlowId);
            }

            if (tenant is { Flows.Count: 0, IsInRing: false })
            {
                _tenants.Remove(tenant.TenantId);
            }
        }
    }

    // Only under the lock.
    private void ReadIfShort(FlowLane lane)
    {
        if (lane is { IsReading: false, Behind: > 0 } && lane.AtHand < _options.MaxAtHand / 2)
        {
            lane.IsReading = true;
            _toRead.Enqueue(lane);
            ReadNext();
        }
    }

    private void ReadNext()
    {
        while (_readings < MostReadings && _toRead.TryDequeue(out var lane))
        {
            _readings++;
            _ = Task.Run(() => ReadAsync(lane));
        }
    }

    private async Task ReadAsync(FlowLane lane)
    {
        var from = 0L;
        try
        {
            long left;
            lock (_lock)
            {
                // From now on it gathers from where the next reading has to begin.
                (from, left) = (lane.ReadFrom, lane.LeftBehind);
                lane.ReadFrom = long.MaxValue;
                lane.GoneMeanwhile.Clear();
            }

            var rows = await _jobs.ReadAsync(_node.Id, lane.Tenant.TenantId, lane.FlowId, from, Math.Min(Page, _options.MaxAtHand), _node.Left);
            lock (_lock)
            {
                Take(lane, rows, from, left);
            }
        }
        catch (Exception failure)
        {
            lock (_lock)
            {
                lane.ReadFrom = Math.Min(lane.ReadFrom, from);
            }

            if (!StorageFailure.IsUnavailable(failure) && !_node.Left.IsCancellationRequested)
            {
                LogUnreachable(failure);
            }

            await Task.Delay(_afterStorageFailure, _clock, _node.Left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        lock (_lock)
        {
            _readings--;
            lane.IsReading = false;
            lane.GoneMeanwhile.Clear();
            if (!_node.Left.IsCancellationRequested && _tenants.GetValueOrDefault(lane.Tenant.TenantId) == lane.Tenant)
            {
                ReadIfShort(lane);
            }

            ReadNext();
        }

        Pump();
    }

    private void Take(FlowLane lane, IReadOnlyList<QueuedJob> rows, long from, long leftBefore)
    {
        // Everything was let go of in the meantime.
        if (_tenants.GetValueOrDefault(lane.Tenant.TenantId) != lane.Tenant)
        {
            return;
        }

        var taken = 0;
        var next = from;
        foreach (var row in rows.TakeWhile(_ => lane.AtHand < _options.MaxAtHand))
        {
            next = row.Position + 1;
            if (!_held.ContainsKey(KeyOf(row)) && !lane.GoneMeanwhile.Contains(row.JobId))
            {
                Line(Hold(row, wasTried: row.Attempts > 0 || row.Position <= Volatile.Read(ref _distrusted)), isFirst: false);
                taken++;
            }
        }

        lane.Behind -= taken;
        if (rows.Count == 0 && lane.LeftBehind == leftBefore)
        {
            // Perhaps something is before; the number is an estimate, and when nothing is found from the beginning on, there is nothing.
            lane.Behind = from > 0 ? lane.Behind : 0;
            next = 0;
        }

        lane.ReadFrom = Math.Min(lane.ReadFrom, next);
    }

    // What is to be tried again goes to the end of its flow; what is to stop is stopped.
    private async Task ReadDueAsync(CancellationToken cancellationToken)
    {
        foreach (var job in await _jobs.ReadDueAsync(_node.Id, _clock.GetUtcNow(), DueAtOnce, cancellationToken))
        {
            QueueItem? held;
            QueueItem item;
            lock (_lock)
            {
                held = _held.GetValueOrDefault(KeyOf(job));
                item = held ?? HoldDue(job);
            }

            if (held is null)
            {
                await AdvanceAsync(item, cancellationToken);
            }
            else if (job.State is QueuedJobState.Cancelling)
            {
                await CancelHeldAsync(item);
            }
        }
    }

    // Only under the lock.
    private QueueItem HoldDue(QueuedJob due)
    {
        var item = Hold(due, wasTried: true);
        _ = item.Lane.Waiting > 0 ? item.Lane.Waiting-- : item.Lane.Behind--;
        return item;
    }

    private async Task AdvanceAsync(QueueItem item, CancellationToken cancellationToken)
    {
        // Now that nobody else here has it: it may have come to its end since it was read.
        var isNext = false;
        try
        {
            var due = item.Job;
            if (await _jobs.FindAsync(due.TenantId, due.JobId, cancellationToken) is { FinishedAt: null } job && job.Node == _node.Id)
            {
                if (job.State is QueuedJobState.Cancelling)
                {
                    await EndUnbegunAsync(item);
                    return;
                }

                isNext = await TryStoreAsync(QueuedRequests.Copy(job, QueuedJobState.Queued, job.Attempts, null, null, job.Errors, null));
            }
        }
        finally
        {
            lock (_lock)
            {
                if (LetGo(item) && isNext)
                {
                    LeaveBehind(item.Lane, item.Job.Position);
                }
            }
        }
    }

    private async Task CancelHeldAsync(QueueItem item)
    {
        lock (_lock)
        {
            item.IsCancelling = true;
            if (item.Place is not null)
            {
                TakeOut(item);
            }
            else if (!item.IsRunning)
            {
                // It is being stored, or its end is.
                return;
            }
        }

        if (item.IsRunning)
        {
            await _grains.GetGrain<IBuildJobGrain>(KeyOf(item.Job).ToString()).Cancel();
            return;
        }

        await EndUnbegunAsync(item);
    }

    private async Task EndUnbegunAsync(QueueItem item)
    {
        lock (_lock)
        {
            _ending++;
        }

        await FinishAsync(item, new JobOutcome { End = JobEnd.Cancelled });
    }

    [LoggerMessage(LogLevel.Warning, "The queue cannot be read; it is tried again")]
    private partial void LogUnreachable(Exception exception);

    [LoggerMessage(LogLevel.Information, "{Count} jobs of node {Node} are taken over")]
    private partial void LogTakenOver(int count, Guid node);
}
