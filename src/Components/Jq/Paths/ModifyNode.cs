using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Nodes;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Paths;

/// <summary><c>a |= b</c>: every place becomes the first output of b for its value; without output it is deleted.</summary>
internal sealed class ModifyNode(JqNode paths, JqNode update) : JqNode
{
    public override void Evaluate(JqMachine machine, JqItem input, JqScope? scope, JqContinuation then)
    {
        var draft = new JqDraft(machine.Run, input.Value);
        var deleted = new List<FlowValue[]>();
        machine.Push(new End(draft, deleted, input, then));
        machine.Evaluate(
            paths, new JqItem(input.Value, JqTrail.Root(input.Value)), scope, new Each(update, draft, deleted, scope, then));
    }

    private sealed class Each(JqNode update, JqDraft draft, List<FlowValue[]> deleted, JqScope? scope, JqContinuation then)
        : JqContinuation(then)
    {
        public override void Resume(JqMachine machine, JqItem item)
        {
            if (!item.IsOnTrail)
            {
                machine.Raise(JqErrors.NoPath(machine.Run, item.Value));
                return;
            }

            var path = item.Trail!.ToPath(machine.Run);
            var old = draft.Get(path);
            if (old.IsError)
            {
                machine.Raise(old.Value);
                return;
            }

            var height = machine.Height;
            machine.Push(new Delete(path, deleted));
            machine.Evaluate(update, new JqItem(old.Value, null), scope, new Store(draft, path, height, Then));
        }
    }

    private sealed class Store(JqDraft draft, FlowValue[] path, int height, JqContinuation then) : JqContinuation(then)
    {
        public override void Resume(JqMachine machine, JqItem item)
        {
            machine.CutTo(height);
            if (draft.Set(path, item.Value) is { } failure)
            {
                machine.Raise(failure);
            }
            else
            {
                machine.Backtrack();
            }
        }
    }

    private sealed class Delete(FlowValue[] path, List<FlowValue[]> deleted) : JqChoice
    {
        public override void Resume(JqMachine machine)
        {
            deleted.Add(path);
            machine.Backtrack();
        }
    }

    private sealed class End(JqDraft draft, List<FlowValue[]> deleted, JqItem input, JqContinuation then) : JqChoice
    {
        public override void Resume(JqMachine machine)
        {
            if (draft.Delete(deleted) is { } failure)
            {
                machine.Raise(failure);
            }
            else
            {
                machine.Return(then, input.Becomes(draft.ToValue()));
            }
        }
    }
}
