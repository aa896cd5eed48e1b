namespace SkillFlaw.Components.Jq.Syntax;

/// <summary>A word of a filter.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Text">The word, without the sign in front of a name.</param>
/// <param name="Start">Where it starts.</param>
internal readonly record struct JqToken(JqTokenKind Kind, string Text, int Start);
