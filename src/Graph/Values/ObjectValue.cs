using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace SkillFlaw.Graph.Values;

/// <summary>Named values in the order in which they were given, as a JSON object or a Python dict. Order does not count for equality.</summary>
[GenerateSerializer, Immutable, Alias("value.object")]
public sealed record ObjectValue : FlowValue, IReadOnlyDictionary<string, FlowValue>
{
    /// <summary>No entries.</summary>
    public static readonly ObjectValue Empty = new([], 1);

    // Below this a walk over the entries is faster than a hash table, and most objects are below it.
    private const int Indexed = 12;

    [Id(0)]
    private readonly ImmutableArray<KeyValuePair<string, FlowValue>> _entries;

    [Id(1)]
    private readonly int _depth;

    [NonSerialized]
    private Dictionary<string, int>? _index;

    private ObjectValue(ImmutableArray<KeyValuePair<string, FlowValue>> entries, int depth)
    {
        _entries = entries;
        _depth = depth;
    }

    /// <inheritdoc />
    public int Count => _entries.Length;

    /// <inheritdoc />
    public IEnumerable<string> Keys => _entries.Select(entry => entry.Key);

    /// <inheritdoc />
    public IEnumerable<FlowValue> Values => _entries.Select(entry => entry.Value);

    /// <summary>The entries in order.</summary>
    public ImmutableArray<KeyValuePair<string, FlowValue>> Entries => _entries;

    internal override int Depth => _depth;

    /// <inheritdoc />
    public FlowValue this[string key] =>
        TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no entry '{key}'.");

    /// <summary>An object with these entries; a repeated key keeps its place and takes the last value.</summary>
    /// <exception cref="InvalidValueException">Deeper than <see cref="FlowValue.MaxDepth"/>.</exception>
    public static ObjectValue From(params ReadOnlySpan<(string Key, FlowValue Value)> entries)
    {
        var builder = new ObjectBuilder(entries.Length);
        foreach (var (key, value) in entries)
        {
            builder.Set(key, value);
        }

        return builder.ToValue();
    }

    /// <inheritdoc cref="From(ReadOnlySpan{ValueTuple{string, FlowValue}})" />
    public static ObjectValue From(IEnumerable<KeyValuePair<string, FlowValue>> entries)
    {
        var builder = new ObjectBuilder();
        foreach (var (key, value) in entries)
        {
            builder.Set(key, value);
        }

        return builder.ToValue();
    }

    /// <inheritdoc />
    public bool ContainsKey(string key) => IndexOf(key) >= 0;

    /// <inheritdoc />
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out FlowValue value)
    {
        var index = IndexOf(key);
        value = index >= 0 ? _entries[index].Value : null;
        return index >= 0;
    }

    /// <summary>The value of a key, or null where there is none.</summary>
    public FlowValue? Find(string key) => TryGetValue(key, out var value) ? value : null;

    /// <summary>The same with one entry added or replaced.</summary>
    public ObjectValue With(string key, FlowValue value)
    {
        var entry = KeyValuePair.Create(key, value);
        var index = IndexOf(key);
        return Make(index >= 0 ? _entries.SetItem(index, entry) : _entries.Add(entry));
    }

    /// <summary>The same without an entry.</summary>
    public ObjectValue Without(string key)
    {
        var index = IndexOf(key);
        return index < 0 ? this : Make(_entries.RemoveAt(index));
    }

    /// <summary>Equal values under equal keys, in any order.</summary>
    public bool Equals(ObjectValue? other)
    {
        if (other is null || Count != other.Count)
        {
            return false;
        }

        foreach (var (key, value) in _entries)
        {
            if (!other.TryGetValue(key, out var theirs) || !value.Equals(theirs))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = Count;
        foreach (var (key, value) in _entries)
        {
            hash ^= HashCode.Combine(key, value);
        }

        return hash;
    }

    /// <inheritdoc />
    public IEnumerator<KeyValuePair<string, FlowValue>> GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, FlowValue>>)_entries).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static ObjectValue Make(ImmutableArray<KeyValuePair<string, FlowValue>> entries)
    {
        var deepest = 0;
        foreach (var (_, value) in entries)
        {
            deepest = Math.Max(deepest, value.Depth);
        }

        return entries.IsEmpty ? Empty : new ObjectValue(entries, DepthOver(deepest));
    }

    private int IndexOf(string key)
    {
        if (_entries.Length >= Indexed)
        {
            return (_index ??= MakeIndex()).GetValueOrDefault(key, -1);
        }

        for (var index = 0; index < _entries.Length; index++)
        {
            if (_entries[index].Key == key)
            {
                return index;
            }
        }

        return -1;
    }

    private Dictionary<string, int> MakeIndex()
    {
        var index = new Dictionary<string, int>(_entries.Length);
        for (var at = 0; at < _entries.Length; at++)
        {
            index.Add(_entries[at].Key, at);
        }

        return index;
    }
}
