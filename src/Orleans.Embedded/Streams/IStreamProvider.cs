using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>Gives streams. Any id is a stream; it costs nothing while nobody subscribes.</summary>
public interface IStreamProvider
{
    /// <summary>The name it is registered under.</summary>
    string Name { get; }

    /// <summary>True when a subscription may begin in the past.</summary>
    bool IsRewindable { get; }

    /// <summary>A stream.</summary>
    /// <typeparam name="T">The type of its items.</typeparam>
    /// <param name="streamId">Its id.</param>
    IAsyncStream<T> GetStream<T>(StreamId streamId);
}
