using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Functions;
using SkillFlaw.Components.Jq.Nodes;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Paths;

/// <summary><c>a = b</c>, <c>a += b</c>: once for every output of b, which sees the whole input.</summary>
/// <param name="paths">The left side.</param>
/// <param name="value">The right side.</param>
/// <param name="combine">Makes the new value of the old one and the right side; null to take the right side.</param>
internal sealed class AssignNode(JqNode paths, JqNode value, JqFunction? combine) : JqNode
{
    private readonly JqNode _paths = paths;
    private readonly JqFunction? _combine = combine;

    public override void Evaluate(JqMachine machine, JqItem input, JqScope? scope, JqContinuation then) =>
        machine.Evaluate(value, input.Untracked, scope, new Each(this, input, scope, then));

    private sealed class Each(AssignNode node, JqItem input, JqScope? scope, JqContinuation then) : JqContinuation(then)
    {
        public override void Resume(JqMachine machine, JqItem item)
        {
            var draft = new JqDraft(machine.Run, input.Value);
            machine.Push(new End(draft, input, Then));
            machine.Evaluate(
                node._paths,
                new JqItem(input.Value, JqTrail.Root(input.Value)),
                scope,
                new Assign(draft, item.Value, node._combine, Then));
        }
    }

    private sealed class Assign(JqDraft draft, FlowValue value, JqFunction? combine, JqContinuation then) : JqContinuation(then)
    {
        public override void Resume(JqMachine machine, JqItem item)
        {
            if (!item.IsOnTrail)
            {
                machine.Raise(JqErrors.NoPath(machine.Run, item.Value));
                return;
            }

            var path = item.Trail!.ToPath(machine.Run);
            var replacement = combine is null ? value : Combine(machine.Run, combine, draft.Get(path));
            var failure = replacement.IsError ? replacement.Value : draft.Set(path, replacement.Value);
            if (failure is null)
            {
                machine.Backtrack();
            }
            else
            {
                machine.Raise(failure);
            }
        }

        private JqResult Combine(JqRun run, JqFunction function, JqResult old) =>
            old.IsError ? old : function(run, old.Value, [old.Value, value]);
    }

    private sealed class End(JqDraft draft, JqItem input, JqContinuation then) : JqChoice
    {
        public override void Resume(JqMachine machine) => machine.Return(then, input.Becomes(draft.ToValue()));
    }
}
