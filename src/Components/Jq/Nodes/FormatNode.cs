using System.Text;
using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Functions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Nodes;

/// <summary><c>"a \(b) c"</c>, with or without a format for what is filled in.</summary>
/// <param name="texts">The texts around what is filled in, one more than there are parts.</param>
/// <param name="parts">What is filled in.</param>
/// <param name="format">Makes a text of a part.</param>
internal sealed class FormatNode(string[] texts, JqNode[] parts, JqFunction format) : OperandsNode(parts, firstChangesSlowest: false)
{
    protected override void Finish(JqMachine machine, JqItem input, ReadOnlySpan<FlowValue> values, JqContinuation then)
    {
        var all = new StringBuilder(texts[0]);
        for (var index = 0; index < values.Length; index++)
        {
            var part = format(machine.Run, values[index], []);
            if (part.IsError)
            {
                machine.Raise(part.Value);
                return;
            }

            var text = ((TextValue)part.Value).Value;
            machine.Run.SpendText(text.Length + texts[index + 1].Length, all.Length);
            all.Append(text).Append(texts[index + 1]);
        }

        machine.Return(then, input.Becomes(FlowValue.Of(all.ToString())));
    }
}
