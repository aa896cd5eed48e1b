using Microsoft.Extensions.Logging;
using SkillFlaw.Grains.Tenants;
using SkillFlaw.Storage;

namespace SkillFlaw.Grains.Builds;

// A build: it goes on whatever happens to its caller or to the process.
internal sealed partial class BuildJobGrain
{
    // Who follows a build asks again right after its end; who comes later reads from the database.
    private static readonly TimeSpan _rest = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan _longestStop = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _shortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(5);

    private Build? _build;
    private IGrainTimer? _resting;
    private Task _execution = Task.CompletedTask;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<bool> Start(BuildRequest request, CancellationToken cancellationToken)
    {
        if (_hasBegun)
        {
            throw new RunFailedException("The run has begun already.");
        }

        _hasBegun = true;
        RunPermit? permit = null;
        try
        {
            permit = await gate.EnterAsync(Key.TenantId, cancellationToken);
            if (permit is null)
            {
                DeactivateOnIdle();
                return false;
            }

            Use(await builds.BeginAsync(Key, request, cancellationToken));
        }
        catch (Exception failure)
        {
            permit?.Dispose();
            DeactivateOnIdle();
            throw StorageFailure.IsUnavailable(failure)
                ? new RunFailedException("The database is not available at the moment.", failure) { IsTemporary = true }
                : failure;
        }

        _execution = ExecuteAsync(permit, isClaimed: true);
        return true;
    }

    public async Task Resume(Guid node)
    {
        if (!_execution.IsCompleted || await builds.LoadAsync(Key, CancellationToken.None) is not { } build || build.Node != node)
        {
            return;
        }

        _hasBegun = true;
        var isClaimed = false;
        try
        {
            await build.ClaimAsync(afterCrash: true);
            isClaimed = true;
            Use(build);
        }
        catch (BuildLostException)
        {
            return;
        }
        catch (Exception failure) when (StorageFailure.IsUnavailable(failure))
        {
            // The claim may be stored all the same, and then nobody else goes on with the build.
            LogBuildInterrupted(failure, Key.JobId);
        }

        _execution = ExecuteAsync(null, isClaimed);
        Signal();
    }

    public async Task<BuildStop?> Cancel()
    {
        if (_queued is not null)
        {
            // Its queue hears of it by the outcome.
            await _stopping.CancelAsync();
            return new BuildStop(HasStopped: false, HadEnded: false, [], []);
        }

        if (await FindAsync() is not { } build)
        {
            return null;
        }

        if (build.HasEnded)
        {
            return new BuildStop(HasStopped: true, HadEnded: true, [], []);
        }

        if (_execution.IsCompleted)
        {
            return await CancelElsewhereAsync();
        }

        string[] running = [.. build.Run?.Running ?? []];
        try
        {
            await build.CancelAsync();
        }
        catch (Exception failure) when (BuildRun.IsPassing(failure))
        {
            // Its log is somebody else's, or out of reach: whoever goes on with it finds the wish in the database.
            return await CancelElsewhereAsync();
        }

        var ended = await Task.WhenAny(_execution, Task.Delay(_longestStop, clock)) == _execution;
        return new BuildStop(ended, HadEnded: false, [.. build.Run?.Finished ?? []], [.. running]);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_execution.IsCompleted)
        {
            return;
        }

        // It is not cancelled: whoever comes next goes on with it.
        await _stopping.CancelAsync();
        await Task.WhenAny(_execution, Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken));
    }

    // Another process executes it, or nobody until one takes it over: either hears of it from the database.
    private async Task<BuildStop> CancelElsewhereAsync()
    {
        await builds.AskToCancelAsync(Key);
        var began = clock.GetTimestamp();
        while (clock.GetElapsedTime(began) < _longestStop && !_build!.HasEnded)
        {
            await Task.Delay(_elsewhere, clock);
            await LookAgainAsync();
        }

        return new BuildStop(_build!.HasEnded, HadEnded: false, [], []);
    }

    private async Task ExecuteAsync(RunPermit? permit, bool isClaimed)
    {
        // Nobody may call it for as long as one vertex takes.
        DelayDeactivation(options.Value.MaxDuration + TimeSpan.FromHours(1));
        try
        {
            while (permit is null)
            {
                permit = await gate.EnterAsync(Key.TenantId, _stopping.Token);
                await (permit is null ? Task.Delay(_longestPause, clock, _stopping.Token) : Task.CompletedTask);
            }

            if (isClaimed || await ReloadAsync())
            {
                await ExecuteToEndAsync();
            }
        }
        catch (Exception failure) when (!_stopping.IsCancellationRequested)
        {
            LogBuildFailed(failure, Key.JobId);
        }
        catch (OperationCanceledException)
        {
        }
        finally
        {
            permit?.Dispose();
            Signal();
            Rest();
        }
    }

    private async Task ExecuteToEndAsync()
    {
        for (var pause = _shortestPause; ; pause = pause < _longestPause ? pause * 2 : _longestPause)
        {
            try
            {
                if (await _build!.ExecuteAsync(_stopping.Token) || _stopping.IsCancellationRequested || builds.Node.Left.IsCancellationRequested)
                {
                    return;
                }

                LogBuildGivenUp(Key.JobId);
            }
            catch (Exception failure) when (BuildRun.IsPassing(failure) && !_stopping.IsCancellationRequested)
            {
                LogBuildInterrupted(failure, Key.JobId);
            }

            do
            {
                await Task.Delay(pause, clock, _stopping.Token);
            }
            while (builds.Node.Lease.IsCancellationRequested && !builds.Node.Left.IsCancellationRequested);
            if (!await ReloadAsync())
            {
                return;
            }
        }
    }

    // False when it is at its end, or somebody else's now.
    private async Task<bool> ReloadAsync()
    {
        while (true)
        {
            try
            {
                if (await builds.LoadAsync(Key, _stopping.Token) is not { } build || build.Node != builds.Node.Id)
                {
                    return false;
                }

                await build.ClaimAsync(afterCrash: false);
                Use(build);
                Signal();
                return true;
            }
            catch (BuildLostException)
            {
                // The log has an entry that was not there when it was read: the last one of this process, or of another.
            }
            catch (Exception failure) when (StorageFailure.IsUnavailable(failure))
            {
            }

            await Task.Delay(_longestPause / 5, clock, _stopping.Token);
        }
    }

    private void Use(Build build)
    {
        _build?.Dispose();
        build.Changed = Signal;
        _build = build;
    }

    private void Signal()
    {
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.TrySetResult();
    }

    private void Rest() => _resting ??= this.RegisterGrainTimer(
        _ =>
        {
            _resting?.Dispose();
            _resting = null;

            // A call that waits would keep others out until it has its answer.
            if (_waiting > 0)
            {
                Rest();
            }
            else if (_execution.IsCompleted)
            {
                DeactivateOnIdle();
            }

            return Task.CompletedTask;
        },
        new GrainTimerCreationOptions(_rest, Timeout.InfiniteTimeSpan) { KeepAlive = true });

    [LoggerMessage(LogLevel.Error, "The execution of build {JobId} has ended unexpectedly")]
    private partial void LogBuildFailed(Exception exception, Guid jobId);

    [LoggerMessage(LogLevel.Warning, "The execution of build {JobId} is interrupted, because this node could not say for too long that it lives")]
    private partial void LogBuildGivenUp(Guid jobId);

    [LoggerMessage(LogLevel.Warning, "The execution of build {JobId} is interrupted, and goes on after its last checkpoint")]
    private partial void LogBuildInterrupted(Exception exception, Guid jobId);
}
