namespace SkillFlaw.Components.Jq.Regexes;

/// <summary>The letters behind a regular expression.</summary>
[Flags]
internal enum JqRegexFlags
{
    /// <summary>No letters. <c>s</c> and <c>l</c> are accepted and change nothing.</summary>
    None = 0,

    /// <summary><c>g</c>: all matches.</summary>
    Global = 1,

    /// <summary><c>i</c></summary>
    IgnoreCase = 2,

    /// <summary><c>x</c>: spaces and comments in the pattern.</summary>
    Extended = 4,

    /// <summary><c>n</c>: no empty matches.</summary>
    NotEmpty = 8,

    /// <summary><c>p</c>: a dot matches a line break.</summary>
    DotAll = 16,
}
