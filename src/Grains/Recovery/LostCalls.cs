namespace SkillFlaw.Grains.Recovery;

/// <summary>Calls of grains whose silo is gone: in a moment the grain is at another one, and whoever must have it done calls again.</summary>
internal static class LostCalls
{
    // A silo that does not answer is taken for dead after some twenty seconds.
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _shortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(2);

    /// <summary>Whether a call failed on its way, or its answer did. Then it was done or not, and nothing is wrong with what was asked.</summary>
    public static bool IsLost(Exception failure) => failure is OrleansMessageRejectionException or TimeoutException;

    /// <summary>
    /// Whether something ended because a silo is gone or a grain has moved, where nobody asked for an end: it is to be done again, and is no failure
    /// of what was done.
    /// </summary>
    public static bool IsInterruption(Exception failure) => failure is OrleansMessageRejectionException or OperationCanceledException;

    /// <summary>Calls until there is an answer.</summary>
    /// <param name="call">The call. It is told whether it may have been done before.</param>
    /// <param name="cancellationToken">Ends the wait between two calls; then the last failure is the answer.</param>
    public static async Task RepeatAsync(Func<bool, Task> call, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        var isAgain = false;
        for (var pause = _shortestPause; ; pause = pause * 2 < _longestPause ? pause * 2 : _longestPause)
        {
            try
            {
                await call(isAgain);
                return;
            }
            catch (Exception failure) when (IsLost(failure) && !cancellationToken.IsCancellationRequested && TimeProvider.System.GetElapsedTime(began) < _limit)
            {
                isAgain = true;
            }

            await Task.Delay(pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <inheritdoc cref="RepeatAsync" />
    public static async Task<T> RepeatAsync<T>(Func<bool, Task<T>> call, CancellationToken cancellationToken)
    {
        var answer = default(T);
        await RepeatAsync(async isAgain => { answer = await call(isAgain); }, cancellationToken);
        return answer!;
    }
}
