using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Nodes;
using SkillFlaw.Components.Jq.Syntax;
using SkillFlaw.Components.Jq.Values;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq;

/// <summary>
/// A filter in the language of jq 1.7. It sees its input and the time, nothing else: no environment, no files, no further inputs. Parsed
/// once, it may run many times and in many threads.
/// </summary>
internal sealed class JqProgram
{
    private readonly JqNode _filter;
    private readonly TimeProvider _clock;

    private JqProgram(JqNode filter, TimeProvider clock) => (_filter, _clock) = (filter, clock);

    /// <summary>Parses a filter.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="clock">What <c>now</c> reads; null for the system's.</param>
    /// <exception cref="InvalidValueException">Not a filter.</exception>
    public static JqProgram Parse(string filter, TimeProvider? clock = null) => new(JqParser.Parse(filter), clock ?? TimeProvider.System);

    /// <summary>The outputs for an input, made one by one as they are asked for.</summary>
    /// <exception cref="InvalidValueException">The filter fails, or takes too much.</exception>
    public IEnumerable<FlowValue> Run(FlowValue input, CancellationToken cancellationToken) =>
        Run(input, JqLimits.Steps, cancellationToken);

    internal IEnumerable<FlowValue> Run(FlowValue input, long steps, CancellationToken cancellationToken)
    {
        var run = new JqRun(steps, _clock, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var machine = new JqMachine(run, _filter, PlainValue.Of(run, input));
        while (machine.MoveNext() is { } output)
        {
            run.SpendOutput(output);
            yield return output;
        }
    }
}
