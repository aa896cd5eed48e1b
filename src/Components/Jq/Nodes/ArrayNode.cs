using System.Collections.Immutable;
using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Nodes;

/// <summary><c>[a]</c></summary>
internal sealed class ArrayNode(JqNode items) : JqNode
{
    public override void Evaluate(JqMachine machine, JqItem input, JqScope? scope, JqContinuation then)
    {
        var all = ImmutableArray.CreateBuilder<FlowValue>();
        machine.Push(new End(all, input, then));
        machine.Evaluate(items, input.Untracked, scope, new Collect(all, then));
    }

    private sealed class Collect(ImmutableArray<FlowValue>.Builder all, JqContinuation then) : JqContinuation(then)
    {
        public override void Resume(JqMachine machine, JqItem item)
        {
            all.Add(item.Value);
            machine.Backtrack();
        }
    }

    private sealed class End(ImmutableArray<FlowValue>.Builder all, JqItem input, JqContinuation then) : JqChoice
    {
        public override void Resume(JqMachine machine)
        {
            machine.Run.SpendItems(all.Count);
            machine.Return(then, input.Becomes(new ListValue(all.DrainToImmutable())));
        }
    }
}
