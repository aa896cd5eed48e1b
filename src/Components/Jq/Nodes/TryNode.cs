using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Nodes;

/// <summary><c>try a catch b</c>; without a handler also <c>a?</c>.</summary>
internal sealed class TryNode(JqNode body, JqNode? handler) : JqNode
{
    public override void Evaluate(JqMachine machine, JqItem input, JqScope? scope, JqContinuation then)
    {
        var height = machine.Height;
        machine.Push(new Guard(handler, input, scope, then));
        machine.Evaluate(body, input, scope, new JqExit(height, then));
    }

    private sealed class Guard(JqNode? handler, JqItem input, JqScope? scope, JqContinuation then) : JqChoice
    {
        public override void Resume(JqMachine machine) => machine.Backtrack();

        public override bool Catch(JqMachine machine, FlowValue error)
        {
            if (handler is null)
            {
                machine.Backtrack();
            }
            else
            {
                machine.Evaluate(handler, input.Becomes(error), scope, then);
            }

            return true;
        }
    }
}
