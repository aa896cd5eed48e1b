using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Values;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Nodes;

/// <summary><c>range(a; b; c)</c></summary>
internal sealed class RangeNode(JqNode from, JqNode to, JqNode by) : OperandsNode([from, to, by], firstChangesSlowest: true)
{
    protected override void Finish(JqMachine machine, JqItem input, ReadOnlySpan<FlowValue> values, JqContinuation then)
    {
        if (JqKinds.IsNumber(values[0]) && JqKinds.IsNumber(values[1]) && JqKinds.IsNumber(values[2]))
        {
            new Numbers(
                JqNumbers.ToDouble(values[0]), JqNumbers.ToDouble(values[1]), JqNumbers.ToDouble(values[2]), input, then).Resume(machine);
        }
        else
        {
            machine.Raise("Range bounds must be numeric");
        }
    }

    private sealed class Numbers(double from, double to, double by, JqItem input, JqContinuation then) : JqChoice
    {
        private double _next = from;

        public override void Resume(JqMachine machine)
        {
            var number = _next;
            if (!(by > 0 ? number < to : by < 0 && number > to))
            {
                machine.Backtrack();
                return;
            }

            _next += by;
            machine.Push(this);
            machine.Return(then, input.Becomes(JqNumbers.Of(number)));
        }
    }
}
