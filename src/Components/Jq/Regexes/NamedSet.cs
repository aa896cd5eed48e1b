namespace SkillFlaw.Components.Jq.Regexes;

/// <summary>A set of characters with a name: a property, a POSIX bracket, \d and its like.</summary>
/// <param name="Members">Its members, as they stand in the brackets of .NET.</param>
/// <param name="IsNegative">True for all other characters.</param>
internal sealed record NamedSet(string Members, bool IsNegative)
{
    /// <summary>All other characters, as they stand in brackets; null where brackets cannot say it.</summary>
    public string? Negated =>
        Members.Length == 2 && Members[0] == '\\' ? $"\\{char.ToUpperInvariant(Members[1])}"
        : Members.StartsWith(@"\p{", StringComparison.Ordinal) && Members.IndexOf('}', StringComparison.Ordinal) == Members.Length - 1
            ? string.Concat(@"\P", Members.AsSpan(2))
        : null;

    /// <summary>The set of a name, or null.</summary>
    public static NamedSet? Find(string name, bool isNegative)
    {
        var normal = name.Replace(" ", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        return Named(normal.Length > 2 ? normal.ToUpperInvariant() : normal) is { } members ? new NamedSet(members, isNegative) : null;
    }

    private static string? Named(string name) => name switch
    {
        "ALPHA" => @"\p{L}\p{M}",
        "DIGIT" => @"\d",
        "ALNUM" => @"\p{L}\p{M}\p{Nd}",
        "SPACE" => @"\s",
        "WORD" => @"\w",
        "UPPER" => @"\p{Lu}",
        "LOWER" => @"\p{Ll}",
        "PUNCT" => @"\p{P}",
        "CNTRL" => @"\p{Cc}",
        "XDIGIT" => "0-9A-Fa-f",
        "BLANK" => " \\t",
        "ASCII" => @"\p{IsBasicLatin}",
        "GRAPH" => @"\p{L}\p{M}\p{N}\p{P}\p{S}",
        "PRINT" => @"\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}",
        "LETTER" => @"\p{L}",
        "NUMBER" => @"\p{N}",
        "PUNCTUATION" => @"\p{P}",
        "SYMBOL" => @"\p{S}",
        "HAN" => @"\u2E80-\u2FDF\u3005\u3007\u3021-\u3029\u3038-\u303B\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF",
        "HIRAGANA" => @"\p{IsHiragana}",
        "KATAKANA" => @"\p{IsKatakana}",
        "HANGUL" => @"\u1100-\u11FF\u3130-\u318F\uAC00-\uD7AF",
        "GREEK" => @"\p{IsGreek}",
        "CYRILLIC" => @"\p{IsCyrillic}",
        "ARABIC" => @"\p{IsArabic}",
        "HEBREW" => @"\p{IsHebrew}",
        "THAI" => @"\p{IsThai}",
        "LATIN" => @"A-Za-z\u00AA\u00BA\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02B8\u1E00-\u1EFF",
        _ when name.Length is 1 or 2 && "LMNPSZC".Contains(name[0], StringComparison.Ordinal) => $@"\p{{{name}}}",
        _ => null,
    };
}
