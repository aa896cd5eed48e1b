namespace SkillFlaw.Graph.Values;

/// <summary>A value that cannot exist (too deep, too large) or cannot become what is asked of it. The message may be shown to the caller.</summary>
[GenerateSerializer, Alias("invalid-value")]
public sealed class InvalidValueException : Exception
{
    /// <summary>An error with its sentence.</summary>
    public InvalidValueException(string message) : base(message)
    {
    }

    /// <summary>An error with its cause.</summary>
    public InvalidValueException(string message, Exception cause) : base(message, cause)
    {
    }
}
