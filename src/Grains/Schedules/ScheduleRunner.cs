using System.Collections.Concurrent;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SkillFlaw.Grains.Queue;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Schedules;

namespace SkillFlaw.Grains.Schedules;

/// <summary>
/// Begins what schedules ask for, on every node: the job is queued first, and then the schedule moved on. Its id is that of the schedule and the
/// time, so that it does no harm when two nodes do this at once, or when one does it again after a crash.
/// </summary>
internal sealed partial class ScheduleRunner(
    IDbContextFactory<SkillFlawDb> databases, IBackgroundJobs queue, TimeProvider clock, ILogger<ScheduleRunner> logger) : BackgroundService
{
    /// <summary>How many missed times of a schedule are made up for.</summary>
    public const int MostMadeUp = 100;

    private const int Batch = 200;
    private const int MostBatches = 20;
    private const int AtOnce = 8;
    private const int MostRemembered = 10_000;

    private static readonly TimeSpan _period = TimeSpan.FromSeconds(1);

    // What is no later than this was not missed.
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(10);

    // What the queue had no room for was not missed either.
    private readonly ConcurrentDictionary<(Guid ScheduleId, DateTimeOffset At), bool> _refused = [];
    private readonly ConcurrentDictionary<Guid, bool> _failed = [];
    private (DateTimeOffset At, Guid Id) _after = (DateTimeOffset.UnixEpoch, Guid.Empty);
    private bool _isUnreachable;

    /// <summary>Looks once, and begins all that is due.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var full = new ConcurrentDictionary<Guid, bool>();
        for (var i = 0; i < MostBatches; i++)
        {
            var due = await ReadAsync(now, cancellationToken);
            await Parallel.ForEachAsync(
                due,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (schedule, stop) => await FireAsync(schedule, now, full, stop));
            if (due.Count < Batch)
            {
                _after = (DateTimeOffset.UnixEpoch, Guid.Empty);
                return;
            }

            // Those that could not begin are in nobody's way.
            _after = (due[^1].Schedule.NextAt!.Value, due[^1].Schedule.Id);
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
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

            await Task.Delay(_period, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<IReadOnlyList<DueSchedule>> ReadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (at, id) = _after;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Schedules.AsNoTracking()
            .Where(schedule => schedule.NextAt <= now && schedule.IsActive)
            .Where(schedule => schedule.NextAt > at || (schedule.NextAt == at && schedule.Id > id))
            .OrderBy(schedule => schedule.NextAt).ThenBy(schedule => schedule.Id)
            .Take(Batch)
            .Select(schedule => new DueSchedule(
                schedule,
                database.Flows
                    .Where(flow => flow.Id == schedule.FlowId && flow.TenantId == schedule.TenantId && flow.UserId == schedule.UserId)
                    .Select(flow => (long?)flow.Version).FirstOrDefault(),
                database.Users.Where(user => user.Id == schedule.UserId).Select(user => (bool?)user.IsActive).FirstOrDefault()))
            .ToListAsync(cancellationToken);
    }

    private async Task FireAsync(DueSchedule due, DateTimeOffset now, ConcurrentDictionary<Guid, bool> full, CancellationToken cancellationToken)
    {
        var (schedule, version, isOwnerActive) = due;
        try
        {
            if (version is not { } flowVersion || isOwnerActive is not { } isActive)
            {
                await RemoveAsync(schedule, cancellationToken);
            }
            else if (!isActive)
            {
                // What comes while the owner may do nothing is not made up for.
                await MoveAsync(schedule.Id, schedule.NextAt!.Value, TimesOf(schedule).Next(now), null, cancellationToken);
            }
            else if (!full.ContainsKey(schedule.TenantId))
            {
                await FireAsync(schedule, flowVersion, now, cancellationToken);
            }
        }
        catch (QueueFullException)
        {
            full.TryAdd(schedule.TenantId, true);
        }
        catch (Exception failure) when (failure is not OperationCanceledException && !StorageFailure.IsUnavailable(failure))
        {
            // The others go on; and it is said once.
            if (Remember(_failed, schedule.Id))
            {
                LogFailed(failure, schedule.Id);
            }
        }
    }

    private async Task FireAsync(FlowSchedule schedule, long flowVersion, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var times = TimesOf(schedule);
        var next = schedule.NextAt;
        while (next is { } at && at <= now)
        {
            if (at < now - _grace && !_refused.ContainsKey((schedule.Id, at)) && FirstOf(schedule.Missed, times, at, now) is var first && first != at)
            {
                // Others may be about to make up for it too, and may have another idea of now.
                if (!await MoveAsync(schedule.Id, at, first, null, cancellationToken))
                {
                    return;
                }

                next = first;
                continue;
            }

            try
            {
                await queue.EnqueueAsync(JobOf(schedule, at, flowVersion), cancellationToken);
            }
            catch (QueueFullException)
            {
                Remember(_refused, (schedule.Id, at));
                throw;
            }

            _refused.TryRemove((schedule.Id, at), out _);
            next = times.Next(at);
            if (!await MoveAsync(schedule.Id, at, next, now, cancellationToken))
            {
                return;
            }
        }
    }

    // The first of the times since one that is to run, if that one was missed.
    private static DateTimeOffset? FirstOf(MissedRuns missed, ScheduleTimes times, DateTimeOffset at, DateTimeOffset now) => missed switch
    {
        MissedRuns.Skip => times.Next(now - _grace),
        MissedRuns.Once => times.Last(at, now, 1).FirstOrDefault(at),
        _ => times.Last(at, now, MostMadeUp).FirstOrDefault(at),
    };

    private static NewJob JobOf(FlowSchedule schedule, DateTimeOffset at, long flowVersion) => new()
    {
        JobId = FiringIds.Of(schedule.Id, at),
        TenantId = schedule.TenantId,
        FlowId = schedule.FlowId,
        FlowVersion = flowVersion,
        UserId = schedule.UserId,
        Source = JobSource.Schedule,
        Request = Encoding.UTF8.GetBytes(schedule.Payload),
    };

    private static ScheduleTimes TimesOf(FlowSchedule schedule) => new(schedule.Cron, schedule.TimeZone);

    private static bool Remember<TKey>(ConcurrentDictionary<TKey, bool> memory, TKey key)
        where TKey : notnull
    {
        if (memory.Count >= MostRemembered)
        {
            memory.Clear();
        }

        return memory.TryAdd(key, true);
    }

    // Whoever has changed or moved it meanwhile is right.
    private async Task<bool> MoveAsync(
        Guid scheduleId, DateTimeOffset from, DateTimeOffset? to, DateTimeOffset? ranAt, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var same = database.Schedules.Where(schedule => schedule.Id == scheduleId && schedule.NextAt == from);
        return await same.ExecuteUpdateAsync(
            change => change.SetProperty(schedule => schedule.NextAt, to).SetProperty(schedule => schedule.LastAt, schedule => ranAt ?? schedule.LastAt),
            cancellationToken) > 0;
    }

    // Its flow or its owner is gone, and has left it behind.
    private async Task RemoveAsync(FlowSchedule schedule, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await database.Schedules.Where(each => each.Id == schedule.Id && each.NextAt == schedule.NextAt).ExecuteDeleteAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "The schedules cannot be read; it is tried again")]
    private partial void LogUnreachable(Exception exception);

    [LoggerMessage(LogLevel.Error, "Schedule {ScheduleId} cannot run")]
    private partial void LogFailed(Exception exception, Guid scheduleId);
}
