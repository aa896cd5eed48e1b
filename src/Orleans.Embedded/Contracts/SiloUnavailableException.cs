namespace Orleans.Runtime;

/// <summary>The runtime did not take the call.</summary>
[GenerateSerializer]
public class OrleansMessageRejectionException : OrleansException
{
    internal OrleansMessageRejectionException(string message)
        : base(message)
    {
    }
}

/// <summary>The process that should run the call is stopping or gone.</summary>
[GenerateSerializer]
public sealed class SiloUnavailableException : OrleansMessageRejectionException
{
    /// <summary>An error.</summary>
    /// <param name="msg">Its words.</param>
    public SiloUnavailableException(string msg)
        : base(msg)
    {
    }
}
