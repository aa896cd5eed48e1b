using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Functions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Nodes;

/// <summary>An operator, or a call of a function that makes one value of its input and its arguments.</summary>
internal sealed class FunctionNode(JqFunction function, JqNode[] arguments) : OperandsNode(arguments, firstChangesSlowest: false)
{
    protected override void Finish(JqMachine machine, JqItem input, ReadOnlySpan<FlowValue> values, JqContinuation then)
    {
        var result = function(machine.Run, input.Value, values);
        if (result.IsError)
        {
            machine.Raise(result.Value);
        }
        else
        {
            machine.Return(then, input.Becomes(result.Value));
        }
    }
}
