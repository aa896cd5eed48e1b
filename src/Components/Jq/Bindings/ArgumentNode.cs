using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Nodes;

namespace SkillFlaw.Components.Jq.Bindings;

/// <summary>A use of a parameter: the argument is evaluated as where it was written.</summary>
internal sealed class ArgumentNode(int distance) : JqNode
{
    public JqClosure Closure(JqScope? scope) => JqScope.Argument(scope, distance);

    public override void Evaluate(JqMachine machine, JqItem input, JqScope? scope, JqContinuation then)
    {
        var closure = Closure(scope);
        machine.Evaluate(closure.Filter, input, closure.Scope, then);
    }
}
