using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Nodes;

/// <summary>A number, a text, true, false, null, <c>[]</c>.</summary>
internal sealed class LiteralNode(FlowValue value) : JqNode
{
    public FlowValue Value => value;

    public override void Evaluate(JqMachine machine, JqItem input, JqScope? scope, JqContinuation then) =>
        machine.Return(then, input.Becomes(value));

    public override FlowValue Known(FlowValue input, JqScope? scope) => value;
}
