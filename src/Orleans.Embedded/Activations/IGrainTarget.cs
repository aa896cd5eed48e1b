namespace Orleans.Runtime;

/// <summary>Where the calls of one grain id go: its activation, or the workers of a stateless worker.</summary>
internal interface IGrainTarget
{
    /// <summary>Takes the call; false when the target is gone, and the directory must be asked again.</summary>
    bool TryPost(GrainRequest request);

    /// <summary>The one that took over the calls which waited here, or null.</summary>
    IGrainTarget? Successor { get; }

    /// <summary>True when neither a call nor a turn is waiting or running here.</summary>
    bool IsIdle { get; }

    /// <summary>Deactivates what has not been used for as long as its class says.</summary>
    void CollectIfIdle(long now);

    /// <summary>Deactivates after what waits has run; completes when all is gone.</summary>
    Task DrainAsync(DeactivationReason reason);
}
