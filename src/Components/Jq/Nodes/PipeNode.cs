using SkillFlaw.Components.Jq.Evaluation;

namespace SkillFlaw.Components.Jq.Nodes;

/// <summary><c>a | b</c></summary>
internal sealed class PipeNode(JqNode left, JqNode right) : JqNode
{
    public override void Evaluate(JqMachine machine, JqItem input, JqScope? scope, JqContinuation then)
    {
        if (left.Known(input.Value, scope) is { } value)
        {
            machine.Evaluate(right, input.Becomes(value), scope, then);
        }
        else
        {
            machine.Evaluate(left, input, scope, new Right(right, scope, then));
        }
    }

    private sealed class Right(JqNode right, JqScope? scope, JqContinuation then) : JqContinuation(then)
    {
        public override void Resume(JqMachine machine, JqItem item) => machine.Evaluate(right, item, scope, Then);
    }
}
