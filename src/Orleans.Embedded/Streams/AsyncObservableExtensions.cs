namespace Orleans.Streams;

/// <summary>Subscriptions by delegates.</summary>
public static class AsyncObservableExtensions
{
    /// <summary>Subscribes.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="obs">The stream.</param>
    /// <param name="onNextAsync">Takes an item.</param>
    /// <param name="onErrorAsync">Hears of lost items.</param>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs, Func<T, StreamSequenceToken?, Task> onNextAsync, Func<Exception, Task> onErrorAsync)
    {
        ArgumentNullException.ThrowIfNull(obs);
        return obs.SubscribeAsync(new DelegateObserver<T>(onNextAsync, onErrorAsync));
    }

    /// <summary>Subscribes.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="obs">The stream.</param>
    /// <param name="onNextAsync">Takes an item.</param>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs, Func<T, StreamSequenceToken?, Task> onNextAsync) =>
        obs.SubscribeAsync(onNextAsync, static _ => Task.CompletedTask);
}

internal sealed class DelegateObserver<T>(Func<T, StreamSequenceToken?, Task> onNext, Func<Exception, Task> onError) : IAsyncObserver<T>
{
    public Task OnNextAsync(T item, StreamSequenceToken? token = null) => onNext(item, token);

    public Task OnErrorAsync(Exception ex) => onError(ex);
}
