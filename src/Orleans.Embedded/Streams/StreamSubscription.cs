using System.Diagnostics.CodeAnalysis;
using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>
/// One subscriber's own queue, and the deliveries out of it: calls of the grain that subscribed, or turns of the pool for code outside
/// of grains. So a slow or failing subscriber holds up nobody else; past <see cref="Capacity"/> items it loses the oldest, and is told.
/// </summary>
internal sealed class StreamSubscription<T>(MemoryStreamProvider provider, StreamId streamId, GrainProxy? grain)
    : StreamSubscriptionHandle<T>, IThreadPoolWorkItem
{
    /// <summary>The most items that wait for one subscriber.</summary>
    private const int Capacity = 16_384;

    /// <summary>The most items of one delivery, so that other calls of a grain get their turn.</summary>
    private const int DeliverySize = 64;

    private static readonly TimeSpan _firstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longestRetry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _retryFor = TimeSpan.FromMinutes(1);
    private static readonly RuntimeMethod _deliver = new("stream delivery", alwaysInterleave: false);

    private readonly Lock _gate = new();
    private readonly Queue<(T Item, SequencePosition Position)> _queue = new();
    private volatile IAsyncObserver<T>? _observer;
    private Activation? _observing;
    private (T Item, SequencePosition Position)? _current;
    private long _failingSince;
    private TimeSpan _retryAfter;
    private long _lost;
    private bool _delivering;
    private volatile bool _ended;

    public override StreamId StreamId => streamId;

    public override string ProviderName => provider.Name;

    public override Guid HandleId { get; } = Guid.NewGuid();

    /// <summary>The grain that subscribed, or null.</summary>
    internal GrainId? Subscriber => grain?.GrainId;

    public override Task UnsubscribeAsync()
    {
        _ended = true;
        provider.Remove(this);
        lock (_gate)
        {
            _queue.Clear();
        }

        return Task.CompletedTask;
    }

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(observer);
        if (token is not null)
        {
            throw new ArgumentException("The stream is not rewindable, so a subscription cannot begin at a token.", nameof(token));
        }

        if (_ended)
        {
            throw new InvalidOperationException("The subscription has ended; subscribe anew.");
        }

        Observe(observer);
        return Task.FromResult<StreamSubscriptionHandle<T>>(this);
    }

    public override bool Equals(StreamSubscriptionHandle<T>? other) => ReferenceEquals(this, other);

    internal void Observe(IAsyncObserver<T> observer)
    {
        _observing = Activation.OnThisThread;
        _observer = observer;
    }

    internal void Enqueue(T item, SequencePosition position)
    {
        lock (_gate)
        {
            if (_queue.Count == Capacity)
            {
                _queue.Dequeue();
                _lost++;
            }

            _queue.Enqueue((item, position));
            if (_delivering)
            {
                return;
            }

            _delivering = true;
        }

        Schedule();
    }

    void IThreadPoolWorkItem.Execute() => _ = DeliverAndGoOnAsync();

    private void Schedule()
    {
        if (provider.Silo.IsStopped)
        {
            return;
        }

        if (grain is null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        else
        {
            grain.Post(new Delivery(this));
        }
    }

    private async Task DeliverAndGoOnAsync()
    {
        GoOn(await DeliverAsync(_observer));
    }

    /// <summary>Plans the next delivery: now, after a failure later, or when there is something to deliver.</summary>
    private void GoOn(TimeSpan retryAfter)
    {
        if (retryAfter > TimeSpan.Zero)
        {
            _ = RetryAsync(retryAfter);
            return;
        }

        lock (_gate)
        {
            if (_ended || (_queue.Count == 0 && _current is null))
            {
                _delivering = false;
                return;
            }
        }

        Schedule();
    }

    private async Task RetryAsync(TimeSpan after)
    {
        await Task.Delay(after, provider.Silo.Time, provider.Silo.Stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Schedule();
    }

    /// <summary>Delivers what waits, one item after the other. Answers how long to wait before the current one is tried again.</summary>
    private async ValueTask<TimeSpan> DeliverAsync(IAsyncObserver<T>? observer)
    {
        for (var delivered = 0; delivered < DeliverySize && !_ended && TryTake(out var lost); delivered++)
        {
            if (lost > 0)
            {
                await TellAsync(observer, new QueueCacheMissException(
                    $"The subscriber of stream {streamId} was too slow: {lost} items were dropped."));
            }

            var (item, position) = _current!.Value;
            try
            {
                if (observer is not null)
                {
                    await observer.OnNextAsync(item, position);
                }

                _failingSince = 0;
            }
            catch (Exception exception)
            {
                if (ShouldRetry())
                {
                    return _retryAfter;
                }

                await TellAsync(observer, new StreamEventDeliveryFailureException(
                    $"Stream provider failed to deliver an event. StreamProvider:{provider.Name} Stream:{streamId}", exception));
            }

            _current = null;
        }

        return TimeSpan.Zero;
    }

    private bool TryTake(out long lost)
    {
        lock (_gate)
        {
            (lost, _lost) = (_lost, 0);
            if (_current is null && _queue.TryDequeue(out var next))
            {
                _current = next;
            }

            return _current is not null;
        }
    }

    private bool ShouldRetry()
    {
        var time = provider.Silo.Time;
        if (_failingSince == 0)
        {
            _failingSince = time.GetTimestamp();
            _retryAfter = _firstRetry;
            return true;
        }

        _retryAfter = _retryAfter * 2 < _longestRetry ? _retryAfter * 2 : _longestRetry;
        if (time.GetElapsedTime(_failingSince) < _retryFor)
        {
            return true;
        }

        _failingSince = 0;
        return false;
    }

    private TimeSpan FailCurrent()
    {
        if (!ShouldRetry() && TryTake(out _))
        {
            _current = null;
        }

        return _retryAfter;
    }

    private async ValueTask TellAsync(IAsyncObserver<T>? observer, Exception error)
    {
        provider.Silo.LogStreamItemsLost(error);
        try
        {
            if (observer is not null)
            {
                await observer.OnErrorAsync(error);
            }
        }
        catch (Exception exception)
        {
            provider.Silo.LogStreamItemsLost(exception);
        }
    }

    /// <summary>A delivery to a grain: a call of the grain like any other, which wakes it if need be.</summary>
    private sealed class Delivery : GrainCall<TimeSpan>
    {
        private readonly StreamSubscription<T> _subscription;

        internal Delivery(StreamSubscription<T> subscription)
            : base(_deliver)
        {
            _subscription = subscription;
            FromGrain = true;
        }

        protected override bool TryInvoke(object target, out TimeSpan result, [NotNullWhen(false)] out Task? pending)
        {
            // An observer ends with the activation that made it. A grain that wakes without resuming its subscription misses what arrives.
            var observer = ReferenceEquals(_subscription._observing, Target) ? _subscription._observer : null;
            var delivery = _subscription.DeliverAsync(observer);
            if (delivery.IsCompletedSuccessfully)
            {
                pending = null;
                result = delivery.GetAwaiter().GetResult();
                return true;
            }

            pending = delivery.AsTask();
            result = default;
            return false;
        }

        protected override TimeSpan GetResult(Task completed) => ((Task<TimeSpan>)completed).GetAwaiter().GetResult();

        /// <summary>The delivery has ended, or the grain could not be woken: that counts as a failure of the item whose turn it was.</summary>
        internal override void Deliver() => _subscription.GoOn(Error is null ? Result : _subscription.FailCurrent());
    }
}
