using SkillFlaw.Components.Jq.Evaluation;

namespace SkillFlaw.Components.Jq.Nodes;

/// <summary><c>empty</c></summary>
internal sealed class EmptyNode : JqNode
{
    public override void Evaluate(JqMachine machine, JqItem input, JqScope? scope, JqContinuation then) => machine.Backtrack();
}
