using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Evaluation;

/// <summary>An alternative that is tried when everything after it has been.</summary>
internal abstract class JqChoice
{
    /// <summary>Goes on here. The choice has been taken off the stack.</summary>
    public abstract void Resume(JqMachine machine);

    /// <summary>Goes on here after an error; false to pass the error on.</summary>
    public virtual bool Catch(JqMachine machine, FlowValue error) => false;
}
