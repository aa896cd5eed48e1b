using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Nodes;

/// <summary>A part of a filter. Nodes are immutable and shared by all runs.</summary>
internal abstract class JqNode
{
    /// <summary>Says what comes next: an output, more to evaluate, an error, or that there is none.</summary>
    public abstract void Evaluate(JqMachine machine, JqItem input, JqScope? scope, JqContinuation then);

    /// <summary>The one output, where it is there without evaluating anything.</summary>
    public virtual FlowValue? Known(FlowValue input, JqScope? scope) => null;
}
