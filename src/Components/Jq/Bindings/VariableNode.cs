using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Nodes;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Bindings;

/// <summary><c>$name</c></summary>
internal sealed class VariableNode(int distance) : JqNode
{
    public override void Evaluate(JqMachine machine, JqItem input, JqScope? scope, JqContinuation then) =>
        machine.Return(then, input.Becomes(JqScope.Variable(scope, distance)));

    public override FlowValue Known(FlowValue input, JqScope? scope) => JqScope.Variable(scope, distance);
}
