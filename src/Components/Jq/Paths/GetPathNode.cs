using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Nodes;
using SkillFlaw.Components.Jq.Values;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Paths;

/// <summary><c>getpath(a)</c>, which is a path itself.</summary>
internal sealed class GetPathNode(JqNode path) : OperandsNode([path], firstChangesSlowest: false)
{
    protected override void Finish(JqMachine machine, JqItem input, ReadOnlySpan<FlowValue> values, JqContinuation then)
    {
        if (values[0] is not ListValue keys)
        {
            machine.Raise("Path must be specified as an array");
            return;
        }

        if (input.IsAstray && keys.Count > 0)
        {
            machine.Raise(JqErrors.NoPathToPart(machine.Run, input.Value, keys));
            return;
        }

        var part = JqIndexing.Get(machine.Run, input.Value, keys.Items.AsSpan());
        if (part.IsError)
        {
            machine.Raise(part.Value);
            return;
        }

        foreach (var key in keys.Items)
        {
            input = input.Part(key, part.Value);
        }

        machine.Return(then, keys.Count == 0 ? input : new JqItem(part.Value, input.Trail));
    }
}
