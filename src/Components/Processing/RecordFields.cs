using System.Collections.Immutable;
using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

/// <summary>What the Data Operations component does with the fields of records: select, remove, rename, combine.</summary>
internal static class RecordFields
{
    private const string Inner = "data";

    /// <summary>Some of the fields, in the order of the record. If only 'data' is wanted, that field's own fields.</summary>
    /// <exception cref="ComponentException">One is missing, or 'data' has no fields.</exception>
    public static ObjectValue Select(ObjectValue fields, ImmutableArray<string> keys)
    {
        if (keys.Any(key => !fields.ContainsKey(key)))
        {
            throw new ComponentException($"Select key not found in data. Available keys: {KeysOf(fields)}");
        }

        if (keys is [Inner])
        {
            return fields[Inner] switch
            {
                ObjectValue inner => inner,
                Data inner => inner.Fields,
                _ => throw new ComponentException("The field 'data' has no fields that could be selected."),
            };
        }

        var wanted = keys.ToHashSet();
        return ObjectValue.From(fields.Entries.Where(field => wanted.Contains(field.Key)));
    }

    /// <summary>Everything but the fields of some names, however deep they are.</summary>
    public static ObjectValue Remove(ObjectValue fields, ImmutableArray<string> keys)
    {
        var removed = keys.ToHashSet();
        return Rename(fields, key => removed.Contains(key) ? null : key);
    }

    /// <summary>The same with other names for some fields, however deep they are. Of two that get one name the later counts.</summary>
    public static ObjectValue Rename(ObjectValue fields, ObjectValue names)
    {
        var texts = names.Entries.ToDictionary(name => name.Key, name => PythonText.Str(name.Value));
        return Rename(fields, key => texts.GetValueOrDefault(key, key));
    }

    /// <summary>The fields of all records. What several of them have becomes a list of all values; lists among these are opened.</summary>
    public static ObjectValue Combine(IEnumerable<ObjectValue> records)
    {
        var keys = new List<string>();
        var values = new Dictionary<string, List<FlowValue>>();
        foreach (var (key, value) in records.SelectMany(fields => fields.Entries))
        {
            if (!values.TryGetValue(key, out var found))
            {
                values.Add(key, found = []);
                keys.Add(key);
            }

            found.Add(value);
        }

        return ObjectValue.From(keys.Select(key => KeyValuePair.Create(key, values[key] is [var only]
            ? only
            : FlowValue.Of(values[key].SelectMany(value => value is ListValue list ? list.Items : [value])))));
    }

    /// <summary>The names of the fields as Python prints a list.</summary>
    public static string KeysOf(ObjectValue fields) => PythonText.Repr(FlowValue.Of(fields.Keys.Select(FlowValue.Of)));

    private static ObjectValue Rename(ObjectValue fields, Func<string, string?> nameOf)
    {
        var renamed = new ObjectBuilder(fields.Count);
        foreach (var (key, value) in fields.Entries)
        {
            if (nameOf(key) is { } name)
            {
                renamed.Set(name, Rename(value, nameOf));
            }
        }

        return renamed.ToValue();
    }

    private static FlowValue Rename(FlowValue value, Func<string, string?> nameOf) => value switch
    {
        ObjectValue fields => Rename(fields, nameOf),
        Data record => record.WithFields(Rename(record.Fields, nameOf)),
        ListValue list => FlowValue.Of(list.Items.Select(item => Rename(item, nameOf))),
        _ => value,
    };
}
