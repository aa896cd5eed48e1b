using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Nodes;

/// <summary><c>{a: b}</c>, with keys and values in turn.</summary>
internal sealed class ObjectNode(JqNode[] keysAndValues) : OperandsNode(keysAndValues, firstChangesSlowest: true)
{
    protected override void Finish(JqMachine machine, JqItem input, ReadOnlySpan<FlowValue> values, JqContinuation then)
    {
        machine.Run.Spend(values.Length);
        var builder = new ObjectBuilder(values.Length / 2);
        for (var index = 0; index < values.Length; index += 2)
        {
            if (values[index] is not TextValue key)
            {
                machine.Raise(JqErrors.NoKey(machine.Run, values[index]));
                return;
            }

            builder.Set(key.Value, values[index + 1]);
        }

        machine.Return(then, input.Becomes(builder.ToValue()));
    }
}
