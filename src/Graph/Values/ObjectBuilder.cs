using System.Collections.Immutable;

namespace SkillFlaw.Graph.Values;

/// <summary>Collects the entries of an <see cref="ObjectValue"/>. Not thread safe.</summary>
public sealed class ObjectBuilder(int capacity = 4)
{
    private readonly ImmutableArray<KeyValuePair<string, FlowValue>>.Builder _entries =
        ImmutableArray.CreateBuilder<KeyValuePair<string, FlowValue>>(capacity);

    private Dictionary<string, int>? _index;

    /// <summary>How many entries there are.</summary>
    public int Count => _entries.Count;

    /// <summary>Adds an entry, or gives an existing one another value in its old place.</summary>
    public ObjectBuilder Set(string key, FlowValue value)
    {
        var index = IndexOf(key);
        if (index >= 0)
        {
            _entries[index] = KeyValuePair.Create(key, value);
            return this;
        }

        _index?.Add(key, _entries.Count);
        _entries.Add(KeyValuePair.Create(key, value));
        return this;
    }

    /// <summary>The value that a key has so far, or null.</summary>
    public FlowValue? Find(string key) => IndexOf(key) is var index and >= 0 ? _entries[index].Value : null;

    /// <summary>The object. The builder may be used further, and does not change it.</summary>
    /// <exception cref="InvalidValueException">Deeper than <see cref="FlowValue.MaxDepth"/>.</exception>
    public ObjectValue ToValue() => ObjectValue.Make(_entries.ToImmutable());

    private int IndexOf(string key)
    {
        // A hostile object of a million keys must not cost a million walks.
        if (_entries.Count >= 16)
        {
            _index ??= _entries.Select((entry, at) => (entry.Key, at)).ToDictionary(each => each.Key, each => each.at);
            return _index.GetValueOrDefault(key, -1);
        }

        for (var index = 0; index < _entries.Count; index++)
        {
            if (_entries[index].Key == key)
            {
                return index;
            }
        }

        return -1;
    }
}
