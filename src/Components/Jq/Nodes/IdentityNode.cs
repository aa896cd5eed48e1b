using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Nodes;

/// <summary><c>.</c></summary>
internal sealed class IdentityNode : JqNode
{
    public static readonly IdentityNode Instance = new();

    public override void Evaluate(JqMachine machine, JqItem input, JqScope? scope, JqContinuation then) => machine.Return(then, input);

    public override FlowValue Known(FlowValue input, JqScope? scope) => input;
}
