using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Nodes;

namespace SkillFlaw.Components.Jq.Bindings;

/// <summary><c>label $name | a</c></summary>
internal sealed class LabelNode(JqNode body) : JqNode
{
    public override void Evaluate(JqMachine machine, JqItem input, JqScope? scope, JqContinuation then) =>
        machine.Evaluate(body, input, JqScope.With(scope, machine.Height), then);
}
