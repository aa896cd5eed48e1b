using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Values;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Nodes;

/// <summary><c>a and b</c>, <c>a or b</c>. The right side is not evaluated where the left one decides.</summary>
/// <param name="left">The left side.</param>
/// <param name="right">The right side.</param>
/// <param name="decides">What the left side must be to decide: false for <c>and</c>.</param>
internal sealed class LogicNode(JqNode left, JqNode right, bool decides) : JqNode
{
    public override void Evaluate(JqMachine machine, JqItem input, JqScope? scope, JqContinuation then) =>
        machine.Evaluate(left, input.Untracked, scope, new Left(right, decides, input, scope, then));

    private sealed class Left(JqNode right, bool decides, JqItem input, JqScope? scope, JqContinuation then) : JqContinuation(then)
    {
        public override void Resume(JqMachine machine, JqItem item)
        {
            if (JqKinds.IsTrue(item.Value) == decides)
            {
                machine.Return(Then, input.Becomes(FlowValue.Of(decides)));
            }
            else
            {
                machine.Evaluate(right, input.Untracked, scope, new Right(input, Then));
            }
        }
    }

    private sealed class Right(JqItem input, JqContinuation then) : JqContinuation(then)
    {
        public override void Resume(JqMachine machine, JqItem item) =>
            machine.Return(Then, input.Becomes(FlowValue.Of(JqKinds.IsTrue(item.Value))));
    }
}
