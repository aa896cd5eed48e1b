using SkillFlaw.Components.Jq.Regexes;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Evaluation;

/// <summary>What one run of a filter shares: its budget of steps, its clock and its regular expressions.</summary>
internal sealed class JqRun(long steps, TimeProvider clock, CancellationToken cancellationToken)
{
    private const int BetweenChecks = 4096;

    private long _spent;
    private long _output = JqLimits.Output;
    private int _untilCheck = BetweenChecks;

    public TimeProvider Clock => clock;

    public JqRegexes Regexes { get; } = new();

    /// <summary>Pays for work before it is done.</summary>
    public void Spend(long cost)
    {
        if ((_spent += cost) > steps)
        {
            throw new InvalidValueException($"The jq filter takes more than {steps:N0} steps.");
        }

        if ((_untilCheck -= (int)Math.Min(cost, BetweenChecks)) <= 0)
        {
            _untilCheck = BetweenChecks;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Pays for a text that is about to be made, or for one more part of it.</summary>
    public void SpendText(long length, long before = 0)
    {
        if (before + length > JqLimits.TextLength)
        {
            throw new InvalidValueException($"A text in the jq filter is longer than {JqLimits.TextLength:N0} characters.");
        }

        Spend(length >> 4);
    }

    /// <summary>Pays for a list or an object that is about to be made or walked.</summary>
    public void SpendItems(long count)
    {
        if (count > JqLimits.Items)
        {
            throw new InvalidValueException($"A list in the jq filter has more than {JqLimits.Items:N0} items.");
        }

        Spend(count >> 3);
    }

    /// <summary>Pays for an output. A small value that refers to itself many times may be a large output.</summary>
    public void SpendOutput(FlowValue value)
    {
        Spend(1);
        var size = value is TextValue text ? 1 + text.Value.Length / 10 : 1;
        if ((_output -= size) < 0)
        {
            throw new InvalidValueException("The jq filter has too much output.");
        }

        switch (value)
        {
            case ListValue list:
                foreach (var item in list.Items)
                {
                    SpendOutput(item);
                }

                break;
            case ObjectValue fields:
                foreach (var (key, item) in fields.Entries)
                {
                    _output -= key.Length / 10;
                    SpendOutput(item);
                }

                break;
        }
    }
}
