using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;

namespace SkillFlaw.WebApi.ApiKeys;

/// <summary>
/// Counts how often keys are used, and writes the counts every few seconds: no request waits for it. What was counted last is lost when the
/// process is killed.
/// </summary>
internal sealed partial class ApiKeyUses(IDbContextFactory<SkillFlawDb> databases, TimeProvider clock, ILogger<ApiKeyUses> logger) : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Guid, Use> _uses = new();

    /// <summary>Counts one use.</summary>
    public void Note(Guid keyId)
    {
        if (keyId != Guid.Empty)
        {
            Interlocked.Increment(ref _uses.GetOrAdd(keyId, static _ => new Use()).Count);
        }
    }

    /// <summary>Writes what was counted since the last time.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        foreach (var (id, use) in _uses)
        {
            var count = Interlocked.Exchange(ref use.Count, 0);
            if (count == 0)
            {
                // Not used for a while: a use that is noted at this moment is one too few.
                _uses.TryRemove(id, out _);
                continue;
            }

            try
            {
                await database.ApiKeys.Where(key => key.Id == id).ExecuteUpdateAsync(
                    update => update.SetProperty(key => key.TotalUses, key => key.TotalUses + count).SetProperty(key => key.LastUsedAt, now),
                    cancellationToken);
            }
            catch
            {
                Interlocked.Add(ref use.Count, count);
                throw;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await WriteOrLogAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            await WriteOrLogAsync(CancellationToken.None);
        }
    }

    private async Task WriteOrLogAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogNotWritten(failure);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The uses of API keys could not be written")]
    private partial void LogNotWritten(Exception exception);

    private sealed class Use
    {
        public long Count;
    }
}
