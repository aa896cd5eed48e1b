using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>Something a subscriber asks for is no longer there.</summary>
[GenerateSerializer]
public class DataNotAvailableException : OrleansException
{
    /// <summary>An error.</summary>
    /// <param name="message">Its words.</param>
    public DataNotAvailableException(string message)
        : base(message)
    {
    }
}

/// <summary>The subscriber was so slow that items it had not taken yet were dropped. It goes on with the oldest that is left.</summary>
[GenerateSerializer]
public sealed class QueueCacheMissException : DataNotAvailableException
{
    /// <summary>An error.</summary>
    /// <param name="message">Its words.</param>
    public QueueCacheMissException(string message)
        : base(message)
    {
    }
}

/// <summary>The subscriber kept failing on an item until the time for its delivery was over. It goes on with the next.</summary>
[GenerateSerializer]
public sealed class StreamEventDeliveryFailureException : OrleansException
{
    /// <summary>An error.</summary>
    /// <param name="message">Its words.</param>
    /// <param name="innerException">What the subscriber threw last.</param>
    public StreamEventDeliveryFailureException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
