using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>A stream by its id.</summary>
internal sealed class MemoryStream<T>(MemoryStreamProvider provider, StreamId streamId) : IAsyncStream<T>
{
    public bool IsRewindable => provider.IsRewindable;

    public string ProviderName => provider.Name;

    public StreamId StreamId => streamId;

    public Task OnNextAsync(T item, StreamSequenceToken? token = null)
    {
        RefuseToken(token);
        provider.Find<T>(streamId)?.Publish(item, provider);
        return Task.CompletedTask;
    }

    public Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        RefuseToken(token);
        provider.Find<T>(streamId)?.Publish([.. batch], provider);
        return Task.CompletedTask;
    }

    public Task OnCompletedAsync() => throw new NotSupportedException("A stream has no end.");

    public Task OnErrorAsync(Exception ex) => throw new NotSupportedException("A stream carries items, no errors.");

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var activation = Activation.OnThisThread;
        if (activation is { IsStatelessWorker: true })
        {
            throw new InvalidOperationException($"Stateless worker {activation.GrainId} cannot subscribe: its activations are not told apart.");
        }

        var subscription = new StreamSubscription<T>(provider, streamId, (GrainProxy?)activation?.GrainReference);
        subscription.Observe(observer);
        provider.Add(subscription);
        return Task.FromResult<StreamSubscriptionHandle<T>>(subscription);
    }

    public Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles()
    {
        var grainId = Activation.OnThisThread?.GrainId;
        IList<StreamSubscriptionHandle<T>> own =
            [.. provider.Find<T>(streamId)?.Subscriptions.Where(subscription => subscription.Subscriber == grainId) ?? []];
        return Task.FromResult(own);
    }

    private static void RefuseToken(StreamSequenceToken? token)
    {
        if (token is not null)
        {
            throw new ArgumentException("This provider gives the sequence tokens itself.", nameof(token));
        }
    }
}
