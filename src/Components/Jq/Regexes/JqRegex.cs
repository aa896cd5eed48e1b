using System.Text.RegularExpressions;

namespace SkillFlaw.Components.Jq.Regexes;

/// <summary>A regular expression that is ready, or what is wrong with it.</summary>
/// <param name="Expression">The expression; null if there is a problem.</param>
/// <param name="Groups">The names of its groups g1, g2 …; null for one without a name.</param>
/// <param name="Problem">What is wrong; null if nothing is.</param>
internal sealed record JqRegex(Regex? Expression, IReadOnlyList<string?> Groups, string? Problem);
