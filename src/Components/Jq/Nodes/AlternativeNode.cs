using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Values;

namespace SkillFlaw.Components.Jq.Nodes;

/// <summary><c>a // b</c>: the outputs of a that are neither null nor false, or where there are none, b.</summary>
internal sealed class AlternativeNode(JqNode left, JqNode right) : JqNode
{
    public override void Evaluate(JqMachine machine, JqItem input, JqScope? scope, JqContinuation then)
    {
        var otherwise = new Otherwise(right, input, scope, then);
        machine.Push(otherwise);
        machine.Evaluate(left, input, scope, new Left(otherwise, then));
    }

    private sealed class Left(Otherwise otherwise, JqContinuation then) : JqContinuation(then)
    {
        public override void Resume(JqMachine machine, JqItem item)
        {
            if (!JqKinds.IsTrue(item.Value))
            {
                machine.Backtrack();
                return;
            }

            otherwise.IsFound = true;
            machine.Return(Then, item);
        }
    }

    private sealed class Otherwise(JqNode right, JqItem input, JqScope? scope, JqContinuation then) : JqChoice
    {
        public bool IsFound { get; set; }

        public override void Resume(JqMachine machine)
        {
            if (IsFound)
            {
                machine.Backtrack();
            }
            else
            {
                machine.Evaluate(right, input, scope, then);
            }
        }
    }
}
