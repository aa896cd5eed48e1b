using SkillFlaw.Storage;
using SkillFlaw.WebApi.Settings;

namespace SkillFlaw.WebApi.Start;

/// <summary>
/// One process is all that a server without a cluster can be: sessions, limits and caches are in its memory. A second one on the same database is
/// refused, and so is one beside a cluster.
/// </summary>
internal sealed partial class SoleServer(
    Database database, ServerSettings settings, IHostApplicationLifetime lifetime, ILogger<SoleServer> logger) : IAsyncDisposable
{
    // The process before this one may be about to end.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private IAsyncDisposable? _claim;

    /// <summary>Takes the database for this process or its cluster, unless the settings let others use it too.</summary>
    /// <exception cref="InvalidSettingsException">Another process has it.</exception>
    public async Task TakeDatabaseAsync(CancellationToken cancellationToken)
    {
        if (settings.SharesDatabase)
        {
            return;
        }

        try
        {
            _claim = await database.ClaimAsync(isShared: settings.Cluster is not ClusterKind.None, _patience, WhenLost, cancellationToken);
        }
        catch (DatabaseTakenException)
        {
            throw new InvalidSettingsException(
            [
                $"Another server uses the {DatabaseUrl.Parse(settings.DatabaseUrl!)}. Without a cluster there can be only one: for several, take the "
                + "Orleans build (-p:GrainRuntime=Orleans) and set SKILLFLAW_CLUSTER for each of them, as docs/deployment.md says.",
            ]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_claim is not null)
        {
            await _claim.DisposeAsync();
        }
    }

    private void WhenLost()
    {
        LogLost();
        lifetime.StopApplication();
    }

    [LoggerMessage(LogLevel.Critical, "Another server has taken the database while it was out of reach; this one ends")]
    private partial void LogLost();
}
