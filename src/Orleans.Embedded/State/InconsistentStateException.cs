using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>The stored record is not the one that was read. The activation that wrote is deactivated, so that the next one reads anew.</summary>
[GenerateSerializer]
public class InconsistentStateException : OrleansException
{
    /// <summary>An error without words.</summary>
    public InconsistentStateException()
    {
    }

    /// <summary>An error.</summary>
    /// <param name="message">Its words.</param>
    public InconsistentStateException(string message)
        : base(message)
    {
    }

    /// <summary>An error caused by another.</summary>
    /// <param name="message">Its words.</param>
    /// <param name="innerException">The cause.</param>
    public InconsistentStateException(string message, Exception? innerException)
        : base(message, innerException!)
    {
    }

    /// <summary>An error with both versions.</summary>
    /// <param name="errorMsg">Its words.</param>
    /// <param name="storedEtag">The version in storage.</param>
    /// <param name="currentEtag">The version in memory.</param>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
        : base(errorMsg)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <summary>True until the activation that wrote has been told: grains the error passes through on its way are not deactivated.</summary>
    internal bool IsSourceActivation { get; set; } = true;

    /// <summary>The version in storage.</summary>
    [Id(1)]
    public string? StoredEtag { get; private set; }

    /// <summary>The version in memory.</summary>
    [Id(2)]
    public string? CurrentEtag { get; private set; }
}
