namespace SkillFlaw.Components.Jq.Syntax;

/// <summary>What kind of word a token is.</summary>
internal enum JqTokenKind
{
    /// <summary>The end of the filter.</summary>
    End,

    /// <summary>A keyword or the name of a function.</summary>
    Name,

    /// <summary><c>.name</c></summary>
    Field,

    /// <summary><c>$name</c></summary>
    Variable,

    /// <summary><c>@name</c></summary>
    Format,

    /// <summary>A number.</summary>
    Number,

    /// <summary>The quote that opens a text. The text itself is read when it is asked for, because there may be filters in it.</summary>
    Quote,

    /// <summary>An operator or a bracket.</summary>
    Symbol,
}
