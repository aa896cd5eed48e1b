namespace SkillFlaw.Grains.Builds;

// Who follows a build, wherever it is executed.
internal sealed partial class BuildJobGrain
{
    // Below the time that a call may take.
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(20);

    // How often a build that is executed elsewhere is looked at.
    private static readonly TimeSpan _elsewhere = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _pollTurn = new(1);
    private Task<Build?>? _finding;
    private int _waiting;

    public async Task<BuildEvents?> ReadEvents(long after, CancellationToken cancellationToken) => await FindAsync() is null
        ? null
        : await WaitForAsync(() => Task.FromResult(_build!.ReadAfter(after)), cancellationToken);

    public async Task<BuildEvents?> PollEvents(CancellationToken cancellationToken) => await FindAsync() is null
        ? null
        : await WaitForAsync(() => PollAsync(cancellationToken), cancellationToken);

    private async Task<Build?> FindAsync()
    {
        if (_build is not null)
        {
            return _build;
        }

        try
        {
            var found = await (_finding ??= builds.FindAsync(Key, CancellationToken.None));
            if (_build is null && found is not null)
            {
                Use(found);
            }
        }
        finally
        {
            _finding = null;
        }

        if (_build is null && !_hasBegun)
        {
            DeactivateOnIdle();
        }
        else if (_execution.IsCompleted)
        {
            Rest();
        }

        return _build;
    }

    private async Task<BuildEvents> WaitForAsync(Func<Task<BuildEvents>> read, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_longestWait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken, builds.Node.Left);
        _waiting++;
        try
        {
            return await WaitUntilAsync(read, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new BuildEvents([], HasEnded: false);
        }
        finally
        {
            _waiting--;
        }
    }

    private async Task<BuildEvents> WaitUntilAsync(Func<Task<BuildEvents>> read, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = _changed.Task;
            var events = await read();
            if (events.Batches.Length > 0 || events.HasEnded || events.AreStored)
            {
                return events;
            }

            if (_execution.IsCompleted)
            {
                // Another process executes it, or nobody yet: only the database tells what is new.
                await Task.WhenAny(changed, Task.Delay(_elsewhere, clock, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
                await LookAgainAsync();
            }
            else
            {
                await changed.WaitAsync(cancellationToken);
            }
        }
    }

    private async Task LookAgainAsync()
    {
        if (_execution.IsCompleted && await builds.FindAsync(Key, CancellationToken.None) is { } found && _execution.IsCompleted)
        {
            Use(found);
        }
    }

    // Polls take turns, so that no two get the same. What they get is noted before they have it.
    private async Task<BuildEvents> PollAsync(CancellationToken cancellationToken)
    {
        await _pollTurn.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                var build = _build!;
                var after = build.Polled;
                var events = build.ReadAfter(after);
                if (events.AreStored)
                {
                    events = await builds.ReadStoredAsync(Key, after, cancellationToken);
                    events = events with { HasEnded = build.HasEnded && !events.Batches.IsEmpty && events.Batches[^1].Last >= build.LastStored };
                }

                if (events.Batches.IsEmpty)
                {
                    return events;
                }

                if (await builds.TryPollAsync(Key, after, events.Batches[^1].Last))
                {
                    build.Polled = events.Batches[^1].Last;
                    return events;
                }

                // A poll at another node was faster.
                build.Polled = await builds.ReadPolledAsync(Key, cancellationToken);
            }
        }
        finally
        {
            _pollTurn.Release();
        }
    }
}
