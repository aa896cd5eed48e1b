using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Values;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Nodes;

/// <summary><c>a.b</c>, <c>a[b]</c>, <c>a[b:c]</c> with an object of the bounds as the key.</summary>
/// <param name="target">What is indexed.</param>
/// <param name="key">The key.</param>
/// <param name="isOptional">True with <c>?</c> behind it: what has no such part gives no output.</param>
internal sealed class IndexNode(JqNode target, JqNode key, bool isOptional = false) : JqNode
{
    /// <summary>The same with <c>?</c> behind it.</summary>
    public IndexNode Optional() => new(target, key, isOptional: true);

    public override void Evaluate(JqMachine machine, JqItem input, JqScope? scope, JqContinuation then)
    {
        if (key.Known(input.Value, scope) is { } known)
        {
            Target(machine, input, scope, then, known);
        }
        else
        {
            machine.Evaluate(key, input.Untracked, scope, new Key(this, input, scope, then));
        }
    }

    private void Target(JqMachine machine, JqItem input, JqScope? scope, JqContinuation then, FlowValue at)
    {
        if (target is IdentityNode)
        {
            Part(machine, input, at, isOptional, then);
        }
        else
        {
            machine.Evaluate(target, input, scope, new Indexed(at, isOptional, then));
        }
    }

    private static void Part(JqMachine machine, JqItem item, FlowValue at, bool isOptional, JqContinuation then)
    {
        if (item.IsAstray)
        {
            machine.Raise(JqErrors.NoPathToPart(machine.Run, item.Value, at));
            return;
        }

        var part = JqIndexing.Get(machine.Run, item.Value, at);
        if (!part.IsError)
        {
            machine.Return(then, item.Part(at, part.Value));
        }
        else if (isOptional)
        {
            machine.Backtrack();
        }
        else
        {
            machine.Raise(part.Value);
        }
    }

    private sealed class Key(IndexNode node, JqItem input, JqScope? scope, JqContinuation then) : JqContinuation(then)
    {
        public override void Resume(JqMachine machine, JqItem item) => node.Target(machine, input, scope, Then, item.Value);
    }

    private sealed class Indexed(FlowValue at, bool isOptional, JqContinuation then) : JqContinuation(then)
    {
        public override void Resume(JqMachine machine, JqItem item) => Part(machine, item, at, isOptional, Then);
    }
}
