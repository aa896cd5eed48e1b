using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Nodes;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Bindings;

/// <summary><c>reduce a as $x (b; c)</c></summary>
internal sealed class ReduceNode(JqNode source, JqPatterns patterns, JqNode start, JqNode update) : JqNode
{
    private readonly JqPatterns _patterns = patterns;
    private readonly JqNode _source = source;
    private readonly JqNode _update = update;

    public override void Evaluate(JqMachine machine, JqItem input, JqScope? scope, JqContinuation then) =>
        machine.Evaluate(start, input, scope, new Start(this, input, scope, then));

    private sealed class Start(ReduceNode node, JqItem input, JqScope? scope, JqContinuation then) : JqContinuation(then)
    {
        public override void Resume(JqMachine machine, JqItem item)
        {
            var state = new State(item, Then);
            machine.Push(new End(state, Then));
            machine.Evaluate(node._source, input, scope, new Each(node, state, scope));
        }
    }

    private sealed class Each(ReduceNode node, State state, JqScope? scope) : JqContinuation(state)
    {
        public override void Resume(JqMachine machine, JqItem item) =>
            node._patterns.Bind(machine, item, scope, Then, new Update(node._update, state));
    }

    private sealed class Update(JqNode update, State state) : JqBinding
    {
        public override void Enter(JqMachine machine, JqItem source, JqScope? scope, JqContinuation then)
        {
            // An update without output leaves null, as in jq.
            var item = state.Item;
            state.Item = item.Becomes(NullValue.Instance);
            machine.Evaluate(update, new JqItem(item.Value, source.Trail), scope, then);
        }
    }

    private sealed class State(JqItem start, JqContinuation then) : JqContinuation(then)
    {
        public JqItem Item { get; set; } = start;

        public override void Resume(JqMachine machine, JqItem item)
        {
            Item = item;
            machine.Backtrack();
        }
    }

    private sealed class End(State state, JqContinuation then) : JqChoice
    {
        public override void Resume(JqMachine machine) => machine.Return(then, state.Item);
    }
}
