using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Nodes;

/// <summary><c>a[]</c></summary>
/// <param name="target">What is iterated over.</param>
/// <param name="isOptional">True with <c>?</c> behind it: what has no parts gives no output.</param>
internal sealed class IterateNode(JqNode target, bool isOptional = false) : JqNode
{
    /// <summary>The same with <c>?</c> behind it.</summary>
    public IterateNode Optional() => new(target, isOptional: true);

    public override void Evaluate(JqMachine machine, JqItem input, JqScope? scope, JqContinuation then)
    {
        if (target is IdentityNode)
        {
            Iterate(machine, input, isOptional, then);
        }
        else
        {
            machine.Evaluate(target, input, scope, new Iterated(isOptional, then));
        }
    }

    private static void Iterate(JqMachine machine, JqItem item, bool isOptional, JqContinuation then)
    {
        if (item.IsAstray)
        {
            machine.Raise(JqErrors.NoPathToParts(machine.Run, item.Value));
        }
        else if (item.Value is ListValue or ObjectValue)
        {
            new Parts(item, then).Resume(machine);
        }
        else if (isOptional)
        {
            machine.Backtrack();
        }
        else
        {
            machine.Raise(JqErrors.CannotIterate(machine.Run, item.Value));
        }
    }

    private sealed class Iterated(bool isOptional, JqContinuation then) : JqContinuation(then)
    {
        public override void Resume(JqMachine machine, JqItem item) => Iterate(machine, item, isOptional, Then);
    }

    private sealed class Parts(JqItem item, JqContinuation then) : JqChoice
    {
        private readonly int _count = item.Value is ListValue list ? list.Count : ((ObjectValue)item.Value).Count;
        private int _next;

        public override void Resume(JqMachine machine)
        {
            if (_next >= _count)
            {
                machine.Backtrack();
                return;
            }

            var at = _next++;
            if (_next < _count)
            {
                machine.Push(this);
            }

            machine.Return(then, Part(at));
        }

        private JqItem Part(int at)
        {
            if (item.Value is ListValue list)
            {
                return item.Trail is null ? new JqItem(list.Items[at], null) : item.Part(FlowValue.Of((long)at), list.Items[at]);
            }

            var (key, value) = ((ObjectValue)item.Value).Entries[at];
            return item.Trail is null ? new JqItem(value, null) : item.Part(FlowValue.Of(key), value);
        }
    }
}
