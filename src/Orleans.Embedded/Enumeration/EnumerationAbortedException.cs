namespace Orleans.Runtime;

/// <summary>The grain that produced a sequence was deactivated, or the reader was idle for too long, before the sequence ended.</summary>
[GenerateSerializer]
public sealed class EnumerationAbortedException : Exception
{
    /// <summary>An error without words.</summary>
    public EnumerationAbortedException()
    {
    }

    /// <summary>An error.</summary>
    /// <param name="message">Its words.</param>
    public EnumerationAbortedException(string message)
        : base(message)
    {
    }
}
