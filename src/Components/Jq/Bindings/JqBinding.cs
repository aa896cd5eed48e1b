using SkillFlaw.Components.Jq.Evaluation;

namespace SkillFlaw.Components.Jq.Bindings;

/// <summary>What is to be done once the variables of a pattern have their values.</summary>
internal abstract class JqBinding
{
    /// <summary>Says what comes next.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="source">What was taken apart.</param>
    /// <param name="scope">The scope with the variables.</param>
    /// <param name="then">Where the outputs go.</param>
    public abstract void Enter(JqMachine machine, JqItem source, JqScope? scope, JqContinuation then);
}
