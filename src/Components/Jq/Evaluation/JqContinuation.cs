using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Evaluation;

/// <summary>What is to be done with each output of a part of a filter.</summary>
internal abstract class JqContinuation
{
    private readonly int _depth;

    /// <param name="then">What comes after it; null for the end of the filter.</param>
    protected JqContinuation(JqContinuation? then)
    {
        Then = then!;
        _depth = then is null ? 0 : then._depth + 1;
        if (_depth > JqLimits.Depth)
        {
            throw new InvalidValueException($"The jq filter recurses more than {JqLimits.Depth:N0} levels deep.");
        }
    }

    protected JqContinuation Then { get; }

    public abstract void Resume(JqMachine machine, JqItem item);
}
