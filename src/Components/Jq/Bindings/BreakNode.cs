using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Nodes;

namespace SkillFlaw.Components.Jq.Bindings;

/// <summary><c>break $name</c>: no more outputs of what follows the label.</summary>
internal sealed class BreakNode(int distance) : JqNode
{
    public override void Evaluate(JqMachine machine, JqItem input, JqScope? scope, JqContinuation then)
    {
        machine.CutTo(JqScope.Label(scope, distance));
        machine.Backtrack();
    }
}
