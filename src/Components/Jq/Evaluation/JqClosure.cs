using SkillFlaw.Components.Jq.Nodes;

namespace SkillFlaw.Components.Jq.Evaluation;

/// <summary>An argument: a filter with the names that were visible where it was written.</summary>
internal sealed record JqClosure(JqNode Filter, JqScope? Scope);
