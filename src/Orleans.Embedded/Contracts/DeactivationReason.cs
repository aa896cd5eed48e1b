namespace Orleans;

/// <summary>Why an activation ends.</summary>
[GenerateSerializer]
public enum DeactivationReasonCode : byte
{
    /// <summary>No reason was given.</summary>
    None,

    /// <summary>The process shuts down.</summary>
    ShuttingDown,

    /// <summary>The grain could not be activated.</summary>
    ActivationFailed,

    /// <summary>The grain directory failed. Never raised embedded.</summary>
    DirectoryFailure,

    /// <summary>Nobody called for the collection age of its class.</summary>
    ActivationIdle,

    /// <summary>The activation did not answer. Never raised embedded.</summary>
    ActivationUnresponsive,

    /// <summary>Another activation of the id exists. Never raised embedded.</summary>
    DuplicateActivation,

    /// <summary>A call of another version arrived. Never raised embedded.</summary>
    IncompatibleRequest,

    /// <summary>The grain's own error.</summary>
    ApplicationError,

    /// <summary>The grain asked for it.</summary>
    ApplicationRequested,

    /// <summary>The grain moves to another host. Never raised embedded.</summary>
    Migrating,

    /// <summary>The runtime asked for it.</summary>
    RuntimeRequested,

    /// <summary>Memory ran short. Never raised embedded.</summary>
    HighMemoryPressure,
}

/// <summary>Why an activation ends, with words.</summary>
public readonly struct DeactivationReason
{
    /// <summary>A reason.</summary>
    /// <param name="code">Its kind.</param>
    /// <param name="text">Its words.</param>
    public DeactivationReason(DeactivationReasonCode code, string text)
        : this(code, null, text)
    {
    }

    /// <summary>A reason with the error behind it.</summary>
    /// <param name="code">Its kind.</param>
    /// <param name="exception">The error.</param>
    /// <param name="text">Its words.</param>
    public DeactivationReason(DeactivationReasonCode code, Exception? exception, string text)
    {
        ReasonCode = code;
        Exception = exception;
        Description = text;
    }

    /// <summary>The words.</summary>
    public string Description { get; }

    /// <summary>The kind.</summary>
    public DeactivationReasonCode ReasonCode { get; }

    /// <summary>The error behind it, or null.</summary>
    public Exception? Exception { get; }

    /// <summary>The reason in one line.</summary>
    public override string ToString() =>
        Exception is null ? $"{ReasonCode}: {Description}" : $"{ReasonCode}: {Description}. Exception: {Exception}";
}
