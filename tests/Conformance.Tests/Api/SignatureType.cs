using System.Collections.Immutable;

namespace SkillFlaw.Conformance.Api;

/// <summary>
/// A type as a signature names it. It renders with one mark for each place that can be annotated: <c>?</c> may be null, <c>!</c> may not,
/// <c>~</c> says nothing. The order of the marks is that of the compiler's NullableAttribute: a type, then its arguments.
/// </summary>
internal sealed record SignatureType(string Name, bool HasMark)
{
    public ImmutableArray<SignatureType> Arguments { get; init; } = [];

    /// <summary>What the name goes on with: <c>[]</c> and the like; then the one argument is the element.</summary>
    public string Suffix { get; init; } = "";

    /// <summary>The full name of the modreq or modopt, or null.</summary>
    public string? Modifier { get; init; }

    public bool IsByReference => Suffix == "&";

    public string Render(NullableMarks marks)
    {
        var mark = HasMark ? marks.Next() : "";
        var arguments = Arguments.Select(argument => argument.Render(marks)).ToArray();
        return (Suffix, arguments) switch
        {
            ("", []) => Name + mark,
            ("", _) => $"{Name}<{string.Join(", ", arguments)}>{mark}",
            _ => arguments[0] + Suffix + mark,
        };
    }
}
