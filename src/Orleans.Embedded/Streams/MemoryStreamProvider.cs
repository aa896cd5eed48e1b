using System.Collections.Concurrent;
using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>Streams within the process. Only streams with subscribers take memory.</summary>
internal sealed class MemoryStreamProvider(string name, Silo silo) : IStreamProvider
{
    private readonly ConcurrentDictionary<StreamId, object> _channels = new();
    private readonly Lock _gate = new();
    private long _published;

    public string Name => name;

    public bool IsRewindable => false;

    internal Silo Silo => silo;

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new MemoryStream<T>(this, streamId);

    internal long NextSequenceNumber() => Interlocked.Increment(ref _published);

    /// <summary>Those who listen to a stream, or null when nobody does.</summary>
    internal StreamChannel<T>? Find<T>(StreamId streamId) => _channels.TryGetValue(streamId, out var channel) ? Typed<T>(streamId, channel) : null;

    internal void Add<T>(StreamSubscription<T> subscription)
    {
        lock (_gate)
        {
            var streamId = subscription.StreamId;
            Typed<T>(streamId, _channels.GetOrAdd(streamId, static _ => new StreamChannel<T>())).Add(subscription);
        }
    }

    internal void Remove<T>(StreamSubscription<T> subscription)
    {
        lock (_gate)
        {
            if (Find<T>(subscription.StreamId) is { } channel && channel.Remove(subscription))
            {
                _channels.TryRemove(subscription.StreamId, out _);
            }
        }
    }

    private static StreamChannel<T> Typed<T>(StreamId streamId, object channel) => channel as StreamChannel<T>
        ?? throw new InvalidOperationException($"Stream {streamId} carries items of another type than {typeof(T)}.");
}

/// <summary>The subscribers of one stream.</summary>
internal sealed class StreamChannel<T>
{
    private readonly Lock _gate = new();
    private StreamSubscription<T>[] _subscriptions = [];

    internal StreamSubscription<T>[] Subscriptions => Volatile.Read(ref _subscriptions);

    internal void Add(StreamSubscription<T> subscription)
    {
        lock (_gate)
        {
            _subscriptions = [.. _subscriptions, subscription];
        }
    }

    /// <summary>True when nobody is left.</summary>
    internal bool Remove(StreamSubscription<T> subscription)
    {
        lock (_gate)
        {
            _subscriptions = [.. _subscriptions.Where(other => other != subscription)];
            return _subscriptions.Length == 0;
        }
    }

    /// <summary>Queues an item for everyone. The numbers are given in the order of the queues.</summary>
    internal void Publish(T item, MemoryStreamProvider provider)
    {
        lock (_gate)
        {
            Publish(item, new SequencePosition(provider.NextSequenceNumber(), 0));
        }
    }

    /// <summary>Queues items for everyone, with nothing of another publisher between them.</summary>
    internal void Publish(IReadOnlyList<T> batch, MemoryStreamProvider provider)
    {
        lock (_gate)
        {
            var number = provider.NextSequenceNumber();
            for (var i = 0; i < batch.Count; i++)
            {
                Publish(batch[i], new SequencePosition(number, i));
            }
        }
    }

    private void Publish(T item, SequencePosition position)
    {
        foreach (var subscription in _subscriptions)
        {
            subscription.Enqueue(item, position);
        }
    }
}

/// <summary>The place of an item: the number of its publication, and its index in the batch.</summary>
internal sealed class SequencePosition(long sequenceNumber, int eventIndex) : StreamSequenceToken
{
    public override long SequenceNumber { get; protected set; } = sequenceNumber;

    public override int EventIndex { get; protected set; } = eventIndex;

    public override bool Equals(StreamSequenceToken? other) => other is not null && CompareTo(other) == 0;

    public override bool Equals(object? obj) => Equals(obj as StreamSequenceToken);

    public override int GetHashCode() => HashCode.Combine(SequenceNumber, EventIndex);

    public override int CompareTo(StreamSequenceToken? other) =>
        other is null ? 1 : (SequenceNumber, EventIndex).CompareTo((other.SequenceNumber, other.EventIndex));
}
