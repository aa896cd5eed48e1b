using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SkillFlaw.Grains.Builds;
using SkillFlaw.Storage.Jobs;

namespace SkillFlaw.Grains.Recovery;

/// <summary>Says that this node lives, and takes over the jobs of nodes that do not: those of the process before this one at once.</summary>
internal sealed partial class JobRecovery(
    Nodes nodes, JobNode self, IGrainFactory grains, IOptions<NodeOptions> options, TimeProvider clock, ILogger<JobRecovery> logger) : BackgroundService
{
    private const int Page = 256;
    private const int AtOnce = 16;

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(3);

    // By this process' own clock, which no pause of another one deceives.
    private readonly Dictionary<Guid, (long Beat, long Since)> _seen = [];
    private IReadOnlyList<(Guid TenantId, Guid JobId)> _unfinished = [];
    private long _lookedAt = clock.GetTimestamp();
    private FileStream? _lock;
    private bool _isUnreachable;

    public override void Dispose()
    {
        base.Dispose();
        _lock?.Dispose();
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        // Before the grains are stopped: those would wait for what waits for them.
        self.Leave();
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not in the way of the host's start.
        await Task.Yield();
        var predecessor = TakeFolder();
        await using var check = clock.CreateTimer(_ => self.Check(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        var recovery = Task.FromResult(false);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await BeatAsync(stoppingToken);
                if (recovery.IsCompleted)
                {
                    recovery = RecoverAsync(predecessor, stoppingToken);
                }

                // A grain that does not answer keeps what is taken over waiting; it must not keep this node from saying that it lives.
                if (await recovery.WaitAsync(_patience, clock, stoppingToken))
                {
                    predecessor = null;
                }

                _isUnreachable = false;
            }
            catch (TimeoutException) when (!recovery.IsCompleted)
            {
                continue;
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                if (!_isUnreachable)
                {
                    LogUnreachable(failure);
                }

                _isUnreachable = true;
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(options.Value.BeatPeriod, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_limit);
        var began = clock.GetTimestamp();
        await nodes.BeatAsync(self.Id, limit.Token);
        self.Renew(began);
    }

    private async Task<bool> RecoverAsync(Guid? predecessor, CancellationToken cancellationToken)
    {
        var beats = await nodes.ReadAsync(cancellationToken);
        var owners = await nodes.ReadOwnersAsync(cancellationToken);
        await CancelAsync(cancellationToken);
        await ResumeLostAsync(cancellationToken);
        var isWhole = true;
        foreach (var node in beats.Keys.Union(owners).Where(node => node != self.Id).ToArray())
        {
            if (node != predecessor && !IsGone(node, beats.GetValueOrDefault(node)))
            {
                continue;
            }

            isWhole &= await TakeOverAsync(node, cancellationToken);
        }

        foreach (var forgotten in _seen.Keys.Except(beats.Keys.Union(owners)).ToArray())
        {
            _seen.Remove(forgotten);
        }

        return isWhole;
    }

    // Somebody wants a job of this node to stop, and has said so on another one.
    private async Task CancelAsync(CancellationToken cancellationToken)
    {
        foreach (var (tenantId, jobId) in await nodes.ReadCancellingAsync(self.Id, Page, cancellationToken))
        {
            _ = grains.GetGrain<IBuildJobGrain>(new JobKey(tenantId, jobId).ToString()).Cancel();
        }
    }

    // A job may be this node's in the database and nobody's in truth, if the answer of the commit that accepted it was lost.
    private async Task ResumeLostAsync(CancellationToken cancellationToken)
    {
        if (clock.GetElapsedTime(_lookedAt) < options.Value.TakeOverAfter)
        {
            return;
        }

        _lookedAt = clock.GetTimestamp();
        var unfinished = await nodes.ReadJobsAsync(self.Id, Page, cancellationToken);
        foreach (var (tenantId, jobId) in unfinished.Intersect(_unfinished))
        {
            await ResumeAsync(tenantId, jobId, self.Id);
        }

        _unfinished = [.. unfinished];
    }

    private bool IsGone(Guid node, long beat)
    {
        if (!_seen.TryGetValue(node, out var seen) || seen.Beat != beat)
        {
            _seen[node] = (beat, clock.GetTimestamp());
            return false;
        }

        return clock.GetElapsedTime(seen.Since) >= options.Value.TakeOverAfter;
    }

    /// <returns>True once nothing of the node is left.</returns>
    private async Task<bool> TakeOverAsync(Guid node, CancellationToken cancellationToken)
    {
        await self.WhenGone(node, cancellationToken);
        var before = Guid.Empty;
        while (true)
        {
            var jobs = await nodes.ReadJobsAsync(node, Page, cancellationToken);
            if (jobs.Count == 0)
            {
                await nodes.RemoveAsync(node, cancellationToken);
                return true;
            }

            if (jobs[0].JobId == before)
            {
                // The next round tries again.
                return false;
            }

            before = jobs[0].JobId;
            await Parallel.ForEachAsync(
                jobs,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (job, _) => await ResumeAsync(job.TenantId, job.JobId, node));
            LogTakenOver(jobs.Count, node);
        }
    }

    private async Task ResumeAsync(Guid tenantId, Guid jobId, Guid node)
    {
        try
        {
            await grains.GetGrain<IBuildJobGrain>(new JobKey(tenantId, jobId).ToString()).Resume(node);
        }
        catch (Exception failure)
        {
            LogNotResumed(failure, jobId);
        }
    }

    // The system lets go of a lock on a file when its process ends, however it ends: whoever gets it knows that the one before is gone.
    private Guid? TakeFolder()
    {
        if (options.Value.Folder is not { } folder)
        {
            return null;
        }

        try
        {
            _lock = new FileStream(Path.Combine(folder, "node"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var name = new byte[64];
            var before = Guid.TryParse(Encoding.ASCII.GetString(name, 0, _lock.Read(name)), out var id) ? id : (Guid?)null;
            _lock.SetLength(0);
            _lock.Write(Encoding.ASCII.GetBytes(self.Id.ToString()));
            _lock.Flush(flushToDisk: true);
            return before;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogFolderTaken(failure, folder);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The database does not answer; this node cannot say that it lives, or hear who does not")]
    private partial void LogUnreachable(Exception exception);

    [LoggerMessage(LogLevel.Warning, "Job {JobId} could not be taken over; it is tried again")]
    private partial void LogNotResumed(Exception exception, Guid jobId);

    [LoggerMessage(LogLevel.Information, "{Count} unfinished jobs of node {Node} are taken over")]
    private partial void LogTakenOver(int count, Guid node);

    [LoggerMessage(LogLevel.Warning, "The folder {Folder} belongs to another process: after a crash, jobs of this one go on only when others notice")]
    private partial void LogFolderTaken(Exception exception, string folder);
}
