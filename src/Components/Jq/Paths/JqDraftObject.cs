using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Paths;

/// <summary>An object while its fields are being replaced: what it was, and what is different.</summary>
internal sealed class JqDraftObject(ObjectValue original)
{
    private readonly OrderedDictionary<string, object?> _changes = [];

    /// <summary>The value of a field; null where there is none.</summary>
    public object? Find(string name) => _changes.TryGetValue(name, out var changed) ? changed : original.Find(name);

    public void Set(string name, object value) => _changes[name] = value;

    public void Remove(string name) => _changes[name] = null;

    public FlowValue ToValue(JqRun run, Func<object, FlowValue> freeze)
    {
        // Finding one field of a large object costs as much as walking over all of them.
        run.SpendItems((original.Count + _changes.Count) * 4L);
        if (_changes.Count == 1)
        {
            var (name, value) = _changes.GetAt(0);
            return value is null ? original.Without(name) : original.With(name, freeze(value));
        }

        var builder = new ObjectBuilder(original.Count + _changes.Count);
        foreach (var (name, value) in original.Entries)
        {
            if (!_changes.TryGetValue(name, out var changed))
            {
                builder.Set(name, value);
            }
            else if (changed is not null)
            {
                builder.Set(name, freeze(changed));
            }
        }

        foreach (var (name, value) in _changes)
        {
            if (value is not null && !original.ContainsKey(name))
            {
                builder.Set(name, freeze(value));
            }
        }

        return builder.ToValue();
    }
}
