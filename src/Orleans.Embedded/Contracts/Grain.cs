using Orleans.Runtime;

namespace Orleans;

/// <summary>The base of grain classes.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    private readonly Activation? _activation;

    /// <summary>Made by the runtime, in a turn of the activation.</summary>
    protected Grain() => _activation = Activation.OnThisThread;

    /// <inheritdoc/>
    public IGrainContext GrainContext => Activated;

    /// <summary>A reference to this grain, to hand out.</summary>
    public GrainReference GrainReference => Activated.GrainReference;

    /// <summary>The grain's id as <c>type/key</c>.</summary>
    public string IdentityString => Activated.GrainId.ToString();

    /// <summary>Gives references to other grains.</summary>
    protected IGrainFactory GrainFactory => Activated.Silo.Factory;

    /// <summary>The services of this activation.</summary>
    protected internal IServiceProvider ServiceProvider => Activated.ActivationServices;

    private Activation Activated => _activation
        ?? throw new InvalidOperationException("The grain was not made by the runtime, so it has no context.");

    /// <inheritdoc cref="IGrainBase.OnActivateAsync"/>
    /// <param name="cancellationToken">Cancelled when activation takes longer than its limit.</param>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc cref="IGrainBase.OnDeactivateAsync"/>
    /// <param name="reason">Why the activation ends.</param>
    /// <param name="cancellationToken">Cancelled when deactivation takes longer than its limit.</param>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends this activation once its running calls have ended; the next call wakes a new one.</summary>
    protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);

    /// <summary>Keeps this activation from being collected as idle.</summary>
    /// <param name="timeSpan">For how long from now; <see cref="Timeout.InfiniteTimeSpan"/> for good, zero or less to take it back.</param>
    protected void DelayDeactivation(TimeSpan timeSpan) => Activated.DelayDeactivation(timeSpan);
}
