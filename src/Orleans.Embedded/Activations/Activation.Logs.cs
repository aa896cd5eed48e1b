using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

internal sealed partial class Activation
{
    private ILogger Logger => _silo.Logger;

    internal void LogOneWayFailed(Exception exception, string method) => LogOneWayFailed(Logger, exception, GrainId, method);

    internal void LogTimerFailed(Exception exception) => LogTimerFailed(Logger, exception, GrainId);

    internal void LogCancellationFailed(Exception exception) => LogCancellationFailed(Logger, exception, GrainId);

    internal void LogEnumerationFailed(Exception exception) => LogEnumerationFailed(Logger, exception, GrainId);

    private void LogActivationFailed(Exception exception) => LogActivationFailed(Logger, exception, GrainId);

    private void LogDeactivationFailed(Exception exception) => LogDeactivationFailed(Logger, exception, GrainId);

    [LoggerMessage(LogLevel.Warning, "One-way call {Method} of grain {GrainId} failed.")]
    private static partial void LogOneWayFailed(ILogger logger, Exception exception, GrainId grainId, string method);

    [LoggerMessage(LogLevel.Warning, "A timer of grain {GrainId} threw; it goes on.")]
    private static partial void LogTimerFailed(ILogger logger, Exception exception, GrainId grainId);

    [LoggerMessage(LogLevel.Warning, "A cancellation callback of grain {GrainId} threw.")]
    private static partial void LogCancellationFailed(ILogger logger, Exception exception, GrainId grainId);

    [LoggerMessage(LogLevel.Warning, "An enumeration of grain {GrainId} threw while it was disposed.")]
    private static partial void LogEnumerationFailed(ILogger logger, Exception exception, GrainId grainId);

    [LoggerMessage(LogLevel.Error, "Grain {GrainId} could not be activated.")]
    private static partial void LogActivationFailed(ILogger logger, Exception exception, GrainId grainId);

    [LoggerMessage(LogLevel.Error, "Grain {GrainId} threw while it was deactivated.")]
    private static partial void LogDeactivationFailed(ILogger logger, Exception exception, GrainId grainId);
}
