using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>A stream, less its items.</summary>
public interface IAsyncStream
{
    /// <summary>True when a subscription may begin in the past.</summary>
    bool IsRewindable { get; }

    /// <summary>The name of its provider.</summary>
    string ProviderName { get; }

    /// <summary>Its id.</summary>
    StreamId StreamId { get; }
}

/// <summary>A stream: what is published reaches every subscriber, each in the order of publication.</summary>
/// <typeparam name="T">The type of its items.</typeparam>
public interface IAsyncStream<T> : IAsyncStream, IAsyncObservable<T>, IAsyncBatchProducer<T>
{
    /// <summary>The subscriptions of the grain that asks, or of all code outside of grains.</summary>
    Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles();
}

/// <summary>Something to subscribe to.</summary>
/// <typeparam name="T">The type of its items.</typeparam>
public interface IAsyncObservable<T>
{
    /// <summary>Subscribes the grain whose turn this is, or code outside of grains. Items published from now on arrive.</summary>
    /// <param name="observer">Gets the items; in a grain, in turns of the grain.</param>
    /// <returns>The handle; a grain's subscription outlives its activation, see <see cref="StreamSubscriptionHandle{T}.ResumeAsync"/>.</returns>
    Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer);
}

/// <summary>Gets items. What it throws is tried again for a minute; then the item is passed over, and <see cref="OnErrorAsync"/> hears of it.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
public interface IAsyncObserver<in T>
{
    /// <summary>Takes the next item; the one after it waits for the returned task.</summary>
    /// <param name="item">The item.</param>
    /// <param name="token">Its place in the stream.</param>
    Task OnNextAsync(T item, StreamSequenceToken? token = null);

    /// <summary>The stream has ended. Streams do not end by themselves.</summary>
    Task OnCompletedAsync() => Task.CompletedTask;

    /// <summary>Items were lost: <see cref="QueueCacheMissException"/> when the observer was too slow, <see cref="StreamEventDeliveryFailureException"/> when it kept failing.</summary>
    /// <param name="ex">Why.</param>
    Task OnErrorAsync(Exception ex);
}

/// <summary>Publishes items.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
public interface IAsyncBatchProducer<T> : IAsyncObserver<T>
{
    /// <summary>Publishes items together; the order holds.</summary>
    /// <param name="batch">The items.</param>
    /// <param name="token">Must be null.</param>
    Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null);
}
