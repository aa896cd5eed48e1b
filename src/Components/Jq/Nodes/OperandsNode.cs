using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Nodes;

/// <summary>A node that needs a value of each of its operands, and is done once for every combination of their outputs.</summary>
/// <param name="operands">The operands.</param>
/// <param name="firstChangesSlowest">
/// The order of the combinations. Functions of jq that are built in let the last operand change slowest.
/// </param>
internal abstract class OperandsNode(JqNode[] operands, bool firstChangesSlowest) : JqNode
{
    public sealed override void Evaluate(JqMachine machine, JqItem input, JqScope? scope, JqContinuation then)
    {
        var values = operands.Length == 0 ? [] : new FlowValue[operands.Length];
        Next(new Combination(this, values, input, scope, then), machine, 0);
    }

    /// <summary>Says what comes next with one combination. The values are only good during the call.</summary>
    protected abstract void Finish(JqMachine machine, JqItem input, ReadOnlySpan<FlowValue> values, JqContinuation then);

    private void Next(Combination combination, JqMachine machine, int done)
    {
        machine.Run.Spend(operands.Length >> 2);
        for (; done < operands.Length; done++)
        {
            var at = firstChangesSlowest ? done : operands.Length - 1 - done;
            if (operands[at].Known(combination.Input.Value, combination.Scope) is { } known)
            {
                combination.Values[at] = known;
                continue;
            }

            machine.Evaluate(operands[at], combination.Input.Untracked, combination.Scope, new Operand(combination, at, done + 1));
            return;
        }

        Finish(machine, combination.Input, combination.Values, combination.Then);
    }

    // The values may be shared by all combinations: the machine is through with one before it makes the next.
    private readonly record struct Combination(
        OperandsNode Node, FlowValue[] Values, JqItem Input, JqScope? Scope, JqContinuation Then);

    private sealed class Operand(Combination combination, int at, int done) : JqContinuation(combination.Then)
    {
        public override void Resume(JqMachine machine, JqItem item)
        {
            combination.Values[at] = item.Value;
            combination.Node.Next(combination, machine, done);
        }
    }
}
