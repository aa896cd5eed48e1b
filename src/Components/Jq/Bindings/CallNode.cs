using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Nodes;

namespace SkillFlaw.Components.Jq.Bindings;

/// <summary>A call of a function that is written in jq.</summary>
/// <param name="definition">The function.</param>
/// <param name="distance">How far out it was defined; less than zero for the outermost scope.</param>
/// <param name="arguments">The arguments.</param>
internal sealed class CallNode(JqDefinition definition, int distance, JqNode[] arguments) : JqNode
{
    public override void Evaluate(JqMachine machine, JqItem input, JqScope? scope, JqContinuation then)
    {
        machine.Run.Spend(arguments.Length >> 2);
        var inner = distance < 0 ? null : JqScope.Out(scope, distance);
        foreach (var argument in arguments)
        {
            // An argument that is only passed on stays what it was, or else recursion would build chains of them.
            var closure = argument is ArgumentNode passed ? passed.Closure(scope) : new JqClosure(argument, scope);
            inner = JqScope.With(inner, closure);
        }

        machine.Evaluate(definition.Body, input, inner, then);
    }
}
