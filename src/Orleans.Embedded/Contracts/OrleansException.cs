namespace Orleans.Runtime;

/// <summary>The base of the runtime's own errors.</summary>
[GenerateSerializer]
public class OrleansException : Exception
{
    /// <summary>An error without words.</summary>
    public OrleansException()
    {
    }

    /// <summary>An error.</summary>
    /// <param name="message">Its words.</param>
    public OrleansException(string message)
        : base(message)
    {
    }

    /// <summary>An error caused by another.</summary>
    /// <param name="message">Its words.</param>
    /// <param name="innerException">The cause.</param>
    public OrleansException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
