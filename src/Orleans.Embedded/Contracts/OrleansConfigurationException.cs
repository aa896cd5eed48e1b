namespace Orleans.Runtime;

/// <summary>An option has a value that cannot be; the host does not start.</summary>
public sealed class OrleansConfigurationException : Exception
{
    /// <summary>An error.</summary>
    /// <param name="message">The option and the rule.</param>
    public OrleansConfigurationException(string message)
        : base(message)
    {
    }
}
