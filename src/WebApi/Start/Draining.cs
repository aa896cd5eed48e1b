using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Settings;

namespace SkillFlaw.WebApi.Start;

/// <summary>
/// A graceful stop: from the signal on new requests are answered with 503, and those that run have a limit to end. Only then the server
/// closes its connections.
/// </summary>
internal sealed partial class Draining(ServerSettings settings, TimeProvider clock, ILogger<Draining> logger) : IHostedLifecycleService, IDisposable
{
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _begun = new();
    private readonly CancellationTokenSource _givenUp = new();
    private int _running;
    private volatile bool _isDraining;

    /// <summary>Cancelled when what still runs has had its time. Answers that go on for as long as there is something to tell are broken off then.</summary>
    public CancellationToken GivenUp => _givenUp.Token;

    /// <summary>Cancelled when the server begins to stop. Answers that have no end of their own are broken off then.</summary>
    public CancellationToken Begun => _begun.Token;

    public void Dispose()
    {
        _begun.Dispose();
        _givenUp.Dispose();
    }

    /// <summary>Lets a request in, or refuses it.</summary>
    public async Task ServeAsync(HttpContext context, RequestDelegate next)
    {
        Interlocked.Increment(ref _running);
        try
        {
            if (_isDraining)
            {
                context.Response.Headers.Connection = "close";
                context.Response.Headers.RetryAfter = "5";
                await ApiError.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "The server is stopping.");
                return;
            }

            await next(context);
        }
        finally
        {
            if (Interlocked.Decrement(ref _running) == 0 && _isDraining)
            {
                _empty.TrySetResult();
            }
        }
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isDraining = true;
        await _begun.CancelAsync();
        if (Volatile.Read(ref _running) == 0)
        {
            return;
        }

        LogDraining(_running, settings.ShutdownTimeout);
        try
        {
            await _empty.Task.WaitAsync(settings.ShutdownTimeout, clock, cancellationToken);
        }
        catch (Exception failure) when (failure is TimeoutException or OperationCanceledException)
        {
            LogGivenUp(_running);
            await _givenUp.CancelAsync();
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "Stopping; {Running} requests have {Limit} to end")]
    private partial void LogDraining(int running, TimeSpan limit);

    [LoggerMessage(LogLevel.Warning, "Stopping with {Running} requests that have not ended in time")]
    private partial void LogGivenUp(int running);
}
