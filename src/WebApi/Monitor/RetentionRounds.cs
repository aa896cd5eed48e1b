using SkillFlaw.Storage.Retention;

namespace SkillFlaw.WebApi.Monitor;

/// <summary>Removes what is too old, again and again. The next round begins a while after the last one has ended.</summary>
internal sealed partial class RetentionRounds(PastRemoval removal, TimeProvider clock, ILogger<RetentionRounds> logger) : BackgroundService
{
    // Nodes that are started together do not look at the same time.
    private static readonly TimeSpan _first = TimeSpan.FromSeconds(30 + Random.Shared.Next(60));
    private static readonly TimeSpan _pause = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            for (var pause = _first; ; pause = _pause)
            {
                await Task.Delay(pause, clock, stoppingToken);
                var deleted = await removal.RunAsync(stoppingToken);
                if (deleted > 0)
                {
                    LogRemoved(deleted);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A start that fails ends this too, and says why by itself.
        }
    }

    [LoggerMessage(LogLevel.Debug, "{Rows} old rows were removed")]
    private partial void LogRemoved(long rows);
}
