using System.Text.RegularExpressions;

namespace SkillFlaw.Conformance.Contracts;

/// <summary>
/// Finds awaits that leave the grain's scheduler (ORLEANS0014): after <c>ConfigureAwait(false)</c> the rest of the method runs beside the
/// grain's other turns.
/// </summary>
internal static partial class GrainSources
{
    public static IEnumerable<string> Check(IEnumerable<(string Path, string Text)> sources)
    {
        var files = sources.Select(source => (source.Path, Text: Comment().Replace(source.Text, ""))).ToArray();
        var grains = files.SelectMany(file => GrainClass().Matches(file.Text)).Select(match => match.Groups[1].Value).ToHashSet();
        return
            from file in files
            where AnyClass().Matches(file.Text).Any(match => grains.Contains(match.Groups[1].Value))
            from call in ConfigureAwait().Matches(file.Text)
            let line = file.Text.AsSpan(0, call.Index).Count('\n') + 1
            select $"{file.Path}:{line}: {call.Value} in the file of a grain: take it out, or move what needs it to a file of its own.";
    }

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();

    // The other parts of a partial class do not say that it is a grain, so the name is looked for in all files.
    [GeneratedRegex(@"\bclass\s+(\w+)[^{;]*?:[^{;]*?\b(?:\w*Grain|IGrainBase)\b(?!\s*\.)")]
    private static partial Regex GrainClass();

    [GeneratedRegex(@"\bclass\s+(\w+)")]
    private static partial Regex AnyClass();

    [GeneratedRegex("""
        \.ConfigureAwait \( \s*
        (?: (?: continueOnCapturedContext \s* : \s* )? false | (?! [^)]* ContinueOnCapturedContext ) ConfigureAwaitOptions \. [^)]* )
        \s* \)
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex ConfigureAwait();
}
