using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SkillFlaw.Storage.Jobs;
using SkillFlaw.Storage.Queue;
using SkillFlaw.Storage.Repeats;

namespace SkillFlaw.Storage.Retention;

/// <summary>
/// Removes what is too old or too much. Several nodes may do it at the same time: each deletes by id what it has found, and what is gone
/// already was deleted by another one.
/// </summary>
public sealed partial class PastRemoval(
    IDbContextFactory<SkillFlawDb> databases, IOptions<RetentionOptions> options, TimeProvider clock, ILogger<PastRemoval> logger)
{
    private static readonly TimeSpan _timeLimit = TimeSpan.FromSeconds(30);

    private readonly RetentionOptions _options = options.Value;
    private readonly NewSince _builds = new(clock);
    private readonly NewSince _transactions = new(clock);
    private int _isRunning;

    /// <summary>Does one round. What fails in it waits for the next one.</summary>
    /// <returns>How many rows were deleted; 0 where another round is still going on.</returns>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isRunning, 1) == 1)
        {
            return 0;
        }

        try
        {
            var pace = new DeletionPace(clock);
            await TryAsync("transactions", database => KeepTransactionsAsync(database, pace, cancellationToken), cancellationToken);
            await TryAsync("builds", database => KeepBuildsAsync(database, pace, cancellationToken), cancellationToken);
            await TryAsync("jobs", database => DeleteJobsAsync(database, pace, cancellationToken), cancellationToken);
            await TryAsync("queued jobs", database => DeleteQueuedJobsAsync(database, pace, cancellationToken), cancellationToken);
            await TryAsync("requests", database => DeleteRequestsAsync(database, pace, cancellationToken), cancellationToken);
            await TryAsync("documents", database => DeleteDocumentsAsync(database, pace, cancellationToken), cancellationToken);
            await TryAsync("messages", database => DeleteMessagesAsync(database, pace, cancellationToken), cancellationToken);
            return pace.Deleted;
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }
    }

    private Task KeepTransactionsAsync(SkillFlawDb database, DeletionPace pace, CancellationToken cancellationToken) => _transactions.LookAsync(since =>
        new NewestTraces(pace).KeepOfFlowsAsync(database.Transactions, since, _options.Transactions, cancellationToken));

    private Task KeepBuildsAsync(SkillFlawDb database, DeletionPace pace, CancellationToken cancellationToken) => _builds.LookAsync(async since =>
    {
        var newest = new NewestTraces(pace);
        await newest.KeepOfVerticesAsync(database.VertexBuilds, since, _options.BuildsOfVertex, cancellationToken);
        await newest.KeepOfFlowsAsync(database.VertexBuilds, since, _options.Builds, cancellationToken);
    });

    private async Task DeleteJobsAsync(SkillFlawDb database, DeletionPace pace, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - _options.Jobs;
        var oldest = database.Jobs.Where(job => job.FinishedAt < before).OrderBy(job => job.FinishedAt)
            .Select(job => new { job.TenantId, job.JobId }).Take(FinishedJobs.BatchSize);
        while (await oldest.ToListAsync(cancellationToken) is { Count: > 0 } jobs)
        {
            foreach (var some in jobs.GroupBy(job => job.TenantId, job => job.JobId))
            {
                await pace.DeleteAsync(() => FinishedJobs.DeleteAsync(database, some.Key, [.. some], cancellationToken), cancellationToken);
            }
        }
    }

    private async Task DeleteQueuedJobsAsync(SkillFlawDb database, DeletionPace pace, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (before, deadBefore) = (now - _options.QueuedJobs, now - _options.DeadJobs);
        await DeleteQueuedJobsAsync(
            database, database.QueuedJobs.Where(job => job.FinishedAt < before && job.State != QueuedJobState.Dead), pace, cancellationToken);
        await DeleteQueuedJobsAsync(
            database, database.QueuedJobs.Where(job => job.FinishedAt < deadBefore && job.State == QueuedJobState.Dead), pace, cancellationToken);
    }

    private static async Task DeleteQueuedJobsAsync(
        SkillFlawDb database, IQueryable<QueuedJob> ended, DeletionPace pace, CancellationToken cancellationToken)
    {
        var oldest = ended.OrderBy(job => job.FinishedAt).Select(job => new { job.TenantId, job.JobId }).Take(FinishedJobs.BatchSize);
        while (await oldest.ToListAsync(cancellationToken) is { Count: > 0 } jobs)
        {
            foreach (var some in jobs.GroupBy(job => job.TenantId, job => job.JobId))
            {
                await pace.DeleteAsync(() => FinishedQueuedJobs.DeleteAsync(database, some.Key, [.. some], cancellationToken), cancellationToken);
            }
        }
    }

    private async Task DeleteRequestsAsync(SkillFlawDb database, DeletionPace pace, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - RepeatableRequests.Lifetime;
        var oldest = database.RepeatableRequests.Where(request => request.CreatedAt <= before).OrderBy(request => request.CreatedAt)
            .Select(request => new { request.TenantId, request.KeyHash }).Take(DeletionPace.BatchSize);
        while (await oldest.ToListAsync(cancellationToken) is { Count: > 0 } requests)
        {
            foreach (var some in requests.GroupBy(request => request.TenantId, request => request.KeyHash))
            {
                // A key may be used anew at this moment.
                var keys = some.ToList();
                await pace.DeleteAsync(
                    () => database.RepeatableRequests
                        .Where(request => request.TenantId == some.Key && keys.Contains(request.KeyHash) && request.CreatedAt <= before)
                        .ExecuteDeleteAsync(cancellationToken),
                    cancellationToken);
            }
        }
    }

    private async Task DeleteDocumentsAsync(SkillFlawDb database, DeletionPace pace, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - _options.Documents;
        var oldest = database.JobDocuments.Where(document => document.UsedAt < before).OrderBy(document => document.UsedAt)
            .Select(document => new { document.TenantId, document.Hash }).Take(DeletionPace.BatchSize);
        while (await oldest.ToListAsync(cancellationToken) is { Count: > 0 } documents)
        {
            foreach (var some in documents.GroupBy(document => document.TenantId))
            {
                // A job may have begun with one at this moment.
                var hashes = some.Select(document => document.Hash).ToList();
                await pace.DeleteAsync(
                    () => database.JobDocuments
                        .Where(document => document.TenantId == some.Key && hashes.Contains(document.Hash) && document.UsedAt < before)
                        .ExecuteDeleteAsync(cancellationToken),
                    cancellationToken);
            }
        }
    }

    // In the order of storing, which is that of time but for moments: the rows of the first batch that has none that is too old are the end.
    private async Task DeleteMessagesAsync(SkillFlawDb database, DeletionPace pace, CancellationToken cancellationToken)
    {
        if (_options.Messages is not { } kept)
        {
            return;
        }

        var before = clock.GetUtcNow() - kept;
        for (var last = 0L; ;)
        {
            var from = last;
            var next = await database.Messages.Where(message => message.Id > from).OrderBy(message => message.Id)
                .Select(message => new { message.Id, message.Timestamp }).Take(DeletionPace.BatchSize).ToListAsync(cancellationToken);
            var old = next.Where(message => message.Timestamp < before).Select(message => message.Id).ToList();
            if (old.Count == 0)
            {
                return;
            }

            await pace.DeleteAsync(
                () => database.Messages.Where(message => old.Contains(message.Id)).ExecuteDeleteAsync(cancellationToken), cancellationToken);
            last = next[^1].Id;
        }
    }

    private async Task TryAsync(string rows, Func<SkillFlawDb, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            database.Database.SetCommandTimeout(_timeLimit);
            await work(database);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(failure, rows);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Old {Rows} could not be removed; the next round tries again")]
    private partial void LogFailed(Exception exception, string rows);
}
