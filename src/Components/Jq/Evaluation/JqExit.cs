namespace SkillFlaw.Components.Jq.Evaluation;

/// <summary>Where an output leaves a guarded part of a filter.</summary>
/// <param name="height">The height at which the guard stands.</param>
/// <param name="then">Where it goes.</param>
internal sealed class JqExit(int height, JqContinuation then) : JqContinuation(then)
{
    public override void Resume(JqMachine machine, JqItem item)
    {
        machine.Leave(height);
        machine.Return(Then, item);
    }
}
