using SkillFlaw.Components.Jq.Evaluation;

namespace SkillFlaw.Components.Jq.Nodes;

/// <summary><c>a, b</c></summary>
internal sealed class CommaNode(JqNode left, JqNode right) : JqNode
{
    public override void Evaluate(JqMachine machine, JqItem input, JqScope? scope, JqContinuation then)
    {
        machine.Push(new Right(right, input, scope, then));
        machine.Evaluate(left, input, scope, then);
    }

    private sealed class Right(JqNode right, JqItem input, JqScope? scope, JqContinuation then) : JqChoice
    {
        public override void Resume(JqMachine machine) => machine.Evaluate(right, input, scope, then);
    }
}
