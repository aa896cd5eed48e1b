using Orleans.Runtime;

namespace Orleans;

/// <summary>What every grain class is: an object with a context and a life.</summary>
public interface IGrainBase
{
    /// <summary>The runtime's side of this activation.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>Called before the first call, after the state was read. If it throws, the callers get the error, and the next call tries again.</summary>
    /// <param name="token">Cancelled when activation takes longer than its limit.</param>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Called after the last call. Best effort: a process that dies does not call it.</summary>
    /// <param name="reason">Why the activation ends.</param>
    /// <param name="token">Cancelled when deactivation takes longer than its limit.</param>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
