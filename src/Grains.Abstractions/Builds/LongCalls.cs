namespace SkillFlaw.Grains.Builds;

/// <summary>
/// Calls that last as long as a run. When the silo that runs it is gone, nobody tells a caller outside of the silos, and it would wait for as
/// long as a call may take. So whoever waits for long asks now and then whether the run is still at work.
/// </summary>
public static class LongCalls
{
    private static readonly TimeSpan _period = TimeSpan.FromSeconds(5);

    // An answer may be on its way when the run is over and gone.
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(2);

    /// <summary>Calls <see cref="IBuildJobGrain.Run"/>.</summary>
    /// <exception cref="SiloUnavailableException">The silo that ran it is gone.</exception>
    public static Task<RunOutcome> RunToEndAsync(this IBuildJobGrain job, RunRequest request, CancellationToken cancellationToken) =>
        WatchAsync(job, job.Run(request, cancellationToken));

    /// <summary>Calls <see cref="IBuildJobGrain.Try"/>.</summary>
    /// <exception cref="SiloUnavailableException">The silo that tried it is gone.</exception>
    public static Task<JobOutcome> TryToEndAsync(this IBuildJobGrain job, JobRequest request, CancellationToken cancellationToken) =>
        WatchAsync(job, job.Try(request, cancellationToken));

    private static async Task<T> WatchAsync<T>(IBuildJobGrain job, Task<T> call)
    {
        while (!call.IsCompleted)
        {
            await ((Task)call.WaitAsync(_period)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!call.IsCompleted && !await MayBeAtWorkAsync(job))
            {
                await ((Task)call.WaitAsync(_grace)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!call.IsCompleted && !await MayBeAtWorkAsync(job) && !call.IsCompleted)
                {
                    throw new SiloUnavailableException("The silo that ran this is gone.");
                }
            }
        }

        return await call;
    }

    // Who does not answer may be about to.
    private static async Task<bool> MayBeAtWorkAsync(IBuildJobGrain job)
    {
        try
        {
            return await job.IsAtWork();
        }
        catch (Exception failure) when (failure is TimeoutException or OrleansException)
        {
            return true;
        }
    }
}
