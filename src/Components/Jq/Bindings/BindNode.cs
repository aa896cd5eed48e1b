using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Nodes;

namespace SkillFlaw.Components.Jq.Bindings;

/// <summary><c>a as $x | b</c></summary>
internal sealed class BindNode(JqNode source, JqPatterns patterns, JqNode body) : JqNode
{
    public override void Evaluate(JqMachine machine, JqItem input, JqScope? scope, JqContinuation then) =>
        machine.Evaluate(source, input.Untracked, scope, new Each(patterns, new Body(body, input), scope, then));

    private sealed class Each(JqPatterns patterns, JqBinding binding, JqScope? scope, JqContinuation then) : JqContinuation(then)
    {
        public override void Resume(JqMachine machine, JqItem item) => patterns.Bind(machine, item, scope, Then, binding);
    }

    private sealed class Body(JqNode body, JqItem input) : JqBinding
    {
        public override void Enter(JqMachine machine, JqItem source, JqScope? scope, JqContinuation then) =>
            machine.Evaluate(body, input, scope, then);
    }
}
