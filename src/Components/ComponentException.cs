namespace SkillFlaw.Components;

/// <summary>A component cannot do what it is asked. The message is a sentence for the user, and is shown to them.</summary>
public sealed class ComponentException : Exception
{
    /// <summary>An error with its sentence.</summary>
    public ComponentException(string message) : base(message)
    {
    }

    /// <summary>An error with its cause, which is not shown.</summary>
    public ComponentException(string message, Exception cause) : base(message, cause)
    {
    }

    /// <summary>Whether it may go well another time: the other side did not answer, or had too much to do.</summary>
    public bool MayPass { get; init; }
}
