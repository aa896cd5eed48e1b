namespace SkillFlaw.Grains.Builds;

/// <summary>A run has failed. The message is meant for the caller.</summary>
[GenerateSerializer, Alias("run-failed")]
public sealed class RunFailedException : Exception
{
    /// <summary>A failure with its reason.</summary>
    public RunFailedException(string message, Exception? cause = null) : base(message, cause)
    {
    }

    /// <summary>Whether the same run may succeed later: the server could not store, and it is not the flow's fault.</summary>
    [Id(0)]
    public bool IsTemporary { get; init; }

    /// <summary>Whether the flow cannot be loaded, so that nothing of it has run.</summary>
    [Id(1)]
    public bool IsOfFlow { get; init; }
}
