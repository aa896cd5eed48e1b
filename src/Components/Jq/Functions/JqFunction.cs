using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Functions;

/// <summary>A function that makes one value, or an error, of its input and its arguments.</summary>
internal delegate JqResult JqFunction(JqRun run, FlowValue input, ReadOnlySpan<FlowValue> arguments);
