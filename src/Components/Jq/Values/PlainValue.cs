using System.Collections.Immutable;
using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Values;

/// <summary>Values of a flow as the JSON that they stand for, also inside of lists and objects.</summary>
internal static class PlainValue
{
    public static FlowValue Of(JqRun run, FlowValue value)
    {
        run.Spend(1);
        switch (value)
        {
            case ListValue list:
                return List(run, list);
            case ObjectValue fields:
                return Object(run, fields);
            default:
                var plain = value.ToPlain();
                return ReferenceEquals(plain, value) ? value : Of(run, plain);
        }
    }

    // What is plain already is not copied.
    private static ListValue List(JqRun run, ListValue list)
    {
        ImmutableArray<FlowValue>.Builder? changed = null;
        for (var index = 0; index < list.Count; index++)
        {
            var plain = Of(run, list.Items[index]);
            if (changed is null && !ReferenceEquals(plain, list.Items[index]))
            {
                changed = list.Items.ToBuilder();
            }

            if (changed is not null)
            {
                changed[index] = plain;
            }
        }

        return changed is null ? list : new ListValue(changed.ToImmutable());
    }

    private static ObjectValue Object(JqRun run, ObjectValue fields)
    {
        ObjectBuilder? changed = null;
        for (var index = 0; index < fields.Count; index++)
        {
            var (key, value) = fields.Entries[index];
            var plain = Of(run, value);
            if (changed is null && !ReferenceEquals(plain, value))
            {
                changed = new ObjectBuilder(fields.Count);
                foreach (var (name, field) in fields.Entries)
                {
                    changed.Set(name, field);
                }
            }

            changed?.Set(key, plain);
        }

        return changed?.ToValue() ?? fields;
    }
}
