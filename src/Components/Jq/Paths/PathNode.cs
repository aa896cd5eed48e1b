using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Nodes;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Paths;

/// <summary><c>path(a)</c></summary>
internal sealed class PathNode(JqNode body) : JqNode
{
    public override void Evaluate(JqMachine machine, JqItem input, JqScope? scope, JqContinuation then) =>
        machine.Evaluate(body, new JqItem(input.Value, JqTrail.Root(input.Value)), scope, new End(input, then));

    private sealed class End(JqItem input, JqContinuation then) : JqContinuation(then)
    {
        public override void Resume(JqMachine machine, JqItem item)
        {
            if (item.IsOnTrail)
            {
                machine.Return(Then, input.Becomes(FlowValue.Of(item.Trail!.ToPath(machine.Run))));
            }
            else
            {
                machine.Raise(JqErrors.NoPath(machine.Run, item.Value));
            }
        }
    }
}
