using Microsoft.Extensions.Logging;
using SkillFlaw.Grains.Builds;
using SkillFlaw.Grains.Flows;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Journals;
using SkillFlaw.Storage.Queue;
using SkillFlaw.Storage.Secrets;

namespace SkillFlaw.Grains.Queue;

// What the queue does with a job: begins it in its turn, tries it, stores what came of it.
internal sealed partial class BackgroundJobs
{
    // Whoever runs for longer probably waits for somebody else, and makes room for others.
    private static readonly TimeSpan _youth = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan _tickPeriod = TimeSpan.FromMilliseconds(10);

    // A tenant that may not begin more runs is looked at again after so long.
    private static readonly TimeSpan _shortestClosed = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _longestClosed = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _afterStorageFailure = TimeSpan.FromSeconds(1);

    private int _isPumping;

    // Begins as many jobs as may run now. One caller does it for all: the others have only to make sure that it looks once more.
    private void Pump()
    {
        if (Interlocked.Increment(ref _isPumping) != 1)
        {
            return;
        }

        var seen = 1;
        do
        {
            while (TakeNext() is { } item)
            {
                _ = WorkAsync(item);
            }
        }
        while ((seen = Interlocked.Add(ref _isPumping, -seen)) != 0);
    }

    private QueueItem? TakeNext()
    {
        lock (_lock)
        {
            if (_ready.Count == 0 || _isStopping || _youngCount >= _options.MaxYoung || _running >= _options.MaxRunning || _ending >= MostEnding
                || _node.Lease.IsCancellationRequested)
            {
                return null;
            }

            // No tenant waits for the others' jobs to end.
            var now = _clock.GetTimestamp();
            var hasRoom = _youngCount < _pace.Limit;
            var tenant = _ready.Next(
                static each => each.Ready.Count == 0 ? null : each.Cost,
                each => each.ClosedUntil <= now && (hasRoom || each.Running == 0));
            var lane = tenant?.Ready.Next(static each => each.AtHand == 0 ? null : each.Cost, static _ => true);
            if (lane is null)
            {
                TickLater();
                return null;
            }

            var item = lane.First;
            TakeOut(item);
            item.IsRunning = true;
            item.Began = now;
            item.IsSlow = false;
            item.Lane.Tenant.Running++;
            _running++;
            _youngCount++;
            _young.Enqueue(item);
            TickLater();
            ReadIfShort(lane);
            return item;
        }
    }

    private async Task WorkAsync(QueueItem item)
    {
        JobOutcome? outcome = null;
        try
        {
            using var permit = await _tenantGate.EnterAsync(item.Job.TenantId, CancellationToken.None);
            if (permit is not null)
            {
                var request = QueuedRequests.Of(item.Job, item.WasTried, _options, _secrets);
                if (item.Job.Source is JobSource.Webhook && await _followers.IsFollowedAsync(new FlowKey(item.Job.TenantId, item.Job.FlowId)))
                {
                    request = request with { IsFollowed = true };
                }

                outcome = await _grains.GetGrain<IBuildJobGrain>(KeyOf(item.Job).ToString()).TryToEndAsync(request, _node.Lease);
            }
        }
        catch (Exception failure) when (failure is SecretUnreadableException or FormatException)
        {
            outcome = new JobOutcome { End = JobEnd.Failed, Error = failure.Message };
        }
        catch (Exception failure)
        {
            LogTryLost(failure, item.Job.JobId);
            outcome = new JobOutcome { End = JobEnd.Interrupted, MayPass = true };
        }

        lock (_lock)
        {
            Leave(item, outcome is not null);
        }

        Pump();
        if (outcome is not null)
        {
            await FinishAsync(item, outcome);
            Pump();
        }
    }

    // Whatever goes wrong, the job does not stay in these hands.
    private async Task FinishAsync(QueueItem item, JobOutcome outcome)
    {
        try
        {
            await EndAsync(item, outcome);
        }
        catch (Exception failure)
        {
            LogTryLost(failure, item.Job.JobId);
            await AbandonAsync(item, mayPass: true);
        }
        finally
        {
            lock (_lock)
            {
                _ending--;
            }
        }
    }

    // It makes room for others, because it is over, or has run for long.
    private void GrowUp(QueueItem item)
    {
        if (!item.IsSlow)
        {
            item.IsSlow = true;
            _youngCount--;
        }
    }

    // Nothing of it runs any more. One that was not let in waits in front of all others of its flow.
    private void Leave(QueueItem item, bool wasTried)
    {
        item.IsRunning = false;
        item.Lane.Tenant.Running--;
        _running--;
        GrowUp(item);
        if (wasTried)
        {
            _ending++;
            var duration = _clock.GetElapsedTime(item.Began);
            item.Lane.Learn(duration);
            item.Lane.Tenant.Learn(duration);
            return;
        }

        var closed = _tenantGate.Explain(item.Job.TenantId).RetryAfter;
        closed = closed < _shortestClosed ? _shortestClosed : closed > _longestClosed ? _longestClosed : closed;
        item.Lane.Tenant.ClosedUntil = _clock.GetTimestamp() + (long)(closed.TotalSeconds * _clock.TimestampFrequency);
        if (Owns(item))
        {
            Line(item, isFirst: true);
        }
    }

    private async Task EndAsync(QueueItem item, JobOutcome outcome)
    {
        if (outcome.End is JobEnd.Interrupted && !item.IsCancelling)
        {
            await AbandonAsync(item, outcome.MayPass);
            return;
        }

        var row = RowAfter(item, outcome);
        try
        {
            while (!await TryStoreAsync(row))
            {
                await Task.Delay(_afterStorageFailure, _clock, _node.Lease);
            }
        }
        catch (OperationCanceledException)
        {
            // Another node may do it now, or the next process will.
            return;
        }

        lock (_lock)
        {
            if (LetGo(item) && row.FinishedAt is null)
            {
                item.Lane.Waiting++;
            }
        }

        _meter.Ended(row);
        if (row.State is QueuedJobState.Dead)
        {
            LogDead(row.JobId, row.FlowId, outcome.Error);
        }
    }

    private async Task AbandonAsync(QueueItem item, bool mayPass)
    {
        Interlocked.Exchange(ref _distrusted, NextPosition());
        if (mayPass)
        {
            await Task.Delay(_afterStorageFailure, _clock, _node.Left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        lock (_lock)
        {
            if (LetGo(item))
            {
                LeaveBehind(item.Lane, item.Job.Position);
            }
        }
    }

    // False when the database is out of reach for now. Refused is what another node has by now: then it is none of this one's business.
    private async Task<bool> TryStoreAsync(QueuedJob row)
    {
        try
        {
            await _journal.AppendAsync(QueuedJobTable.Instance.Change(row), CancellationToken.None);
            return true;
        }
        catch (RowRefusedException)
        {
            return true;
        }
        catch (Exception failure) when (StorageFailure.IsUnavailable(failure))
        {
            return false;
        }
    }

    private QueuedJob RowAfter(QueueItem item, JobOutcome outcome)
    {
        var now = _clock.GetUtcNow();
        var job = item.Job;
        var attempts = job.Attempts + 1;
        var state = outcome.End switch
        {
            JobEnd.Succeeded => QueuedJobState.Succeeded,
            JobEnd.Failed when !item.IsCancelling => outcome.MayPass && attempts < _options.MaxAttempts ? QueuedJobState.Waiting : QueuedJobState.Dead,
            _ => QueuedJobState.Cancelled,
        };
        return QueuedRequests.Copy(
            job,
            state,
            attempts,
            state is QueuedJobState.Waiting ? now + RetryPause.Of(attempts, _options) : null,
            state is QueuedJobState.Waiting ? null : now,
            outcome.Error is null ? job.Errors : JobErrors.Add(job.Errors, attempts, now, outcome),
            outcome.Answer.IsDefaultOrEmpty ? null : [.. outcome.Answer]);
    }

    // While jobs run or wait for their tenant, somebody has to look at the clock.
    private void TickLater()
    {
        if (!_isTicking && (_young.Count > 0 || _ready.Count > 0))
        {
            _isTicking = true;
            _tick.Change(_tickPeriod, Timeout.InfiniteTimeSpan);
        }
    }

    private void Tick()
    {
        lock (_lock)
        {
            _pace.Ask(isInWay: _hasArrived || _tenants.Count > 1 || _tenantGate.Running > _running);
            _hasArrived = _arriving > 0;
            _isTicking = false;
            while (_young.TryPeek(out var oldest) && (!oldest.IsRunning || _clock.GetElapsedTime(oldest.Began) >= _youth))
            {
                _young.Dequeue();
                if (oldest.IsRunning)
                {
                    GrowUp(oldest);
                }
            }

            TickLater();
        }

        Pump();
    }

    [LoggerMessage(LogLevel.Warning, "A try of job {JobId} was lost; it is tried again")]
    private partial void LogTryLost(Exception exception, Guid jobId);

    [LoggerMessage(LogLevel.Warning, "Job {JobId} of flow {FlowId} is dead: {Error}")]
    private partial void LogDead(Guid jobId, Guid flowId, string? error);
}
