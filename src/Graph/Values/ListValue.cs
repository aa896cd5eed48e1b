using System.Collections;
using System.Collections.Immutable;

namespace SkillFlaw.Graph.Values;

/// <summary>A list of values.</summary>
[GenerateSerializer, Immutable, Alias("value.list")]
public sealed record ListValue : FlowValue, IReadOnlyList<FlowValue>
{
    /// <summary>No items.</summary>
    public static readonly ListValue Empty = new([]);

    [Id(1)]
    private readonly int _depth;

    /// <summary>A list of these items.</summary>
    /// <exception cref="InvalidValueException">Deeper than <see cref="FlowValue.MaxDepth"/>.</exception>
    public ListValue(ImmutableArray<FlowValue> items)
    {
        var deepest = 0;
        foreach (var item in items)
        {
            deepest = Math.Max(deepest, item.Depth);
        }

        Items = items;
        _depth = DepthOver(deepest);
    }

    /// <summary>The items, never default.</summary>
    [Id(0)]
    public ImmutableArray<FlowValue> Items { get; }

    /// <inheritdoc />
    public int Count => Items.Length;

    internal override int Depth => _depth;

    /// <inheritdoc />
    public FlowValue this[int index] => Items[index];

    /// <summary>Equal items in equal order.</summary>
    public bool Equals(ListValue? other) => other is not null && Items.AsSpan().SequenceEqual(other.Items.AsSpan());

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in Items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc />
    public IEnumerator<FlowValue> GetEnumerator() => ((IEnumerable<FlowValue>)Items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
