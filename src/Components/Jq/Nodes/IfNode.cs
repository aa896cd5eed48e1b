using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Values;

namespace SkillFlaw.Components.Jq.Nodes;

/// <summary><c>if a then b else c end</c></summary>
internal sealed class IfNode(JqNode condition, JqNode whenTrue, JqNode otherwise) : JqNode
{
    public override void Evaluate(JqMachine machine, JqItem input, JqScope? scope, JqContinuation then) =>
        machine.Evaluate(condition, input.Untracked, scope, new Branch(this, input, scope, then));

    private sealed class Branch(IfNode node, JqItem input, JqScope? scope, JqContinuation then) : JqContinuation(then)
    {
        public override void Resume(JqMachine machine, JqItem item) => machine.Evaluate(node.Choose(item), input, scope, Then);
    }

    private JqNode Choose(JqItem item) => JqKinds.IsTrue(item.Value) ? whenTrue : otherwise;
}
