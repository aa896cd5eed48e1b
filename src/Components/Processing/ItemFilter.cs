using System.Collections.Immutable;
using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Parameters;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

/// <summary>
/// Leaves those items in a list whose fields compare as they should: all of some conditions, each on the texts of two values.
/// </summary>
/// <param name="conditions">Fields of an item, and what they are compared with. One without a value is no condition.</param>
/// <param name="operator">The comparison. With one that there is not, no item stays.</param>
internal sealed class ItemFilter(ObjectValue conditions, string @operator)
{
    private readonly ImmutableArray<(string Key, string Value)> _conditions =
    [
        .. conditions.Entries
            .Where(condition => condition.Key.Length > 0 && FieldConversion.IsTruthy(condition.Value))
            .Select(condition => (condition.Key, PythonText.Str(condition.Value))),
    ];

    /// <summary>A record with some of its lists filtered.</summary>
    /// <exception cref="ComponentException">One of them is not there, or is no list.</exception>
    public ObjectValue Apply(ObjectValue fields, ImmutableArray<string> lists)
    {
        var filtered = new ObjectBuilder(fields.Count);
        foreach (var (key, value) in fields.Entries)
        {
            filtered.Set(key, value);
        }

        foreach (var key in lists)
        {
            filtered.Set(key, filtered.Find(key) switch
            {
                ListValue list => FlowValue.Of(list.Items.Where(Matches)),
                null => throw new ComponentException(
                    $"Filter key '{key}' not found in data. Available keys: {RecordFields.KeysOf(fields)}"),
                _ => throw new ComponentException($"Filter key '{key}' is not a list."),
            });
        }

        return filtered.ToValue();
    }

    private bool Matches(FlowValue item) => _conditions.IsEmpty
        || ((item as ObjectValue ?? (item as Data)?.Fields) is { } fields
            && _conditions.All(condition => fields.Find(condition.Key) is { } value && Matches(PythonText.Str(value), condition.Value)));

    private bool Matches(string text, string other) => @operator switch
    {
        "equals" => text == other,
        "not equals" => text != other,
        "contains" => text.Contains(other, StringComparison.Ordinal),
        "starts with" => text.StartsWith(other, StringComparison.Ordinal),
        "ends with" => text.EndsWith(other, StringComparison.Ordinal),
        _ => false,
    };
}
