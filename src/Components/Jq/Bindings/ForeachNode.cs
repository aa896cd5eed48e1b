using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Nodes;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Bindings;

/// <summary><c>foreach a as $x (b; c; d)</c></summary>
internal sealed class ForeachNode(JqNode source, JqPatterns patterns, JqNode start, JqNode update, JqNode extract) : JqNode
{
    private readonly JqPatterns _patterns = patterns;
    private readonly JqNode _source = source;
    private readonly JqNode _update = update;
    private readonly JqNode _extract = extract;

    public override void Evaluate(JqMachine machine, JqItem input, JqScope? scope, JqContinuation then) =>
        machine.Evaluate(start, input, scope, new Start(this, input, scope, then));

    private sealed class Start(ForeachNode node, JqItem input, JqScope? scope, JqContinuation then) : JqContinuation(then)
    {
        public override void Resume(JqMachine machine, JqItem item) =>
            machine.Evaluate(node._source, input, scope, new Each(node, new Update(node, item), scope, Then));
    }

    private sealed class Each(ForeachNode node, Update update, JqScope? scope, JqContinuation then) : JqContinuation(then)
    {
        public override void Resume(JqMachine machine, JqItem item) => node._patterns.Bind(machine, item, scope, Then, update);
    }

    private sealed class Update(ForeachNode node, JqItem start) : JqBinding
    {
        public JqItem State { get; set; } = start;

        public override void Enter(JqMachine machine, JqItem source, JqScope? scope, JqContinuation then)
        {
            // An update without output leaves null, as in jq.
            var state = State;
            State = state.Becomes(NullValue.Instance);
            machine.Evaluate(node._update, new JqItem(state.Value, source.Trail), scope, new Extract(node._extract, this, scope, then));
        }
    }

    private sealed class Extract(JqNode extract, Update update, JqScope? scope, JqContinuation then) : JqContinuation(then)
    {
        public override void Resume(JqMachine machine, JqItem item)
        {
            update.State = item;
            machine.Evaluate(extract, item, scope, Then);
        }
    }
}
