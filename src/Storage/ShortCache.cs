using System.Collections.Concurrent;

namespace SkillFlaw.Storage;

/// <summary>
/// Keeps what was just read from the database for a moment, so that requests share the reading. What is not there is not kept. A change that this
/// process makes is told by <see cref="Forget"/> and holds at once; one of another node holds when the moment is over.
/// </summary>
/// <param name="clock">The clock.</param>
/// <param name="lifetime">How long a value is used.</param>
/// <param name="capacity">How many values are kept at most.</param>
/// <typeparam name="TKey">What they are found by.</typeparam>
/// <typeparam name="TValue">What is kept.</typeparam>
public sealed class ShortCache<TKey, TValue>(TimeProvider clock, TimeSpan lifetime, int capacity)
    where TKey : notnull
    where TValue : class
{
    private readonly ConcurrentDictionary<TKey, Entry> _entries = new();
    private readonly ConcurrentDictionary<TKey, Lazy<Task<TValue?>>> _loading = new();
    private long _changes;

    /// <summary>The value, or null where there is none.</summary>
    /// <param name="key">Whose.</param>
    /// <param name="load">Reads it. Its failure is that of all who wait for it.</param>
    /// <param name="cancellationToken">Ends the wait; others still wait.</param>
    public ValueTask<TValue?> GetAsync(TKey key, Func<TKey, Task<TValue?>> load, CancellationToken cancellationToken)
    {
        if (_entries.TryGetValue(key, out var entry) && clock.GetElapsedTime(entry.ReadAt) < lifetime)
        {
            return ValueTask.FromResult<TValue?>(entry.Value);
        }

        // Whoever asks first may give up, and the others still wait.
        var loading = _loading.GetOrAdd(key, missing => new Lazy<Task<TValue?>>(() => Task.Run(() => LoadAsync(missing, load))));
        return new ValueTask<TValue?>(loading.Value.WaitAsync(cancellationToken));
    }

    /// <summary>Drops what has changed, once the change is committed.</summary>
    public void Forget(Func<TKey, TValue, bool> hasChanged)
    {
        // What is being read at this moment may be older than the change.
        Interlocked.Increment(ref _changes);
        _loading.Clear();
        foreach (var (key, entry) in _entries)
        {
            if (hasChanged(key, entry.Value))
            {
                _entries.TryRemove(key, out _);
            }
        }
    }

    private async Task<TValue?> LoadAsync(TKey key, Func<TKey, Task<TValue?>> load)
    {
        var changes = Interlocked.Read(ref _changes);
        var readAt = clock.GetTimestamp();
        try
        {
            var value = await load(key);
            if (value is not null)
            {
                if (_entries.Count >= capacity)
                {
                    _entries.Clear();
                }

                _entries[key] = new Entry(value, readAt);
                if (Interlocked.Read(ref _changes) != changes)
                {
                    _entries.TryRemove(key, out _);
                }
            }

            return value;
        }
        finally
        {
            _loading.TryRemove(key, out _);
        }
    }

    private sealed record Entry(TValue Value, long ReadAt);
}
