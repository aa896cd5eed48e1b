using SkillFlaw.Components.Jq.Evaluation;

namespace SkillFlaw.Components.Jq.Nodes;

/// <summary><c>error</c>: the input is the error.</summary>
internal sealed class ErrorNode : JqNode
{
    public override void Evaluate(JqMachine machine, JqItem input, JqScope? scope, JqContinuation then) => machine.Raise(input.Value);
}
