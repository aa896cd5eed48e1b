using System.Text.RegularExpressions;
using SkillFlaw.Graph.Conversions;

namespace SkillFlaw.Components.FlowControls;

/// <summary>How the If-Else component compares two texts, with Python's ideas of numbers and patterns.</summary>
internal static partial class TextComparison
{
    // The pattern may come from anybody. Those that need to look around cannot be matched in linear time, and get this long.
    private static readonly TimeSpan _longestMatch = TimeSpan.FromSeconds(1);

    /// <summary>Whether the comparison holds. An operator that is none never does.</summary>
    public static bool Holds(string text, string @operator, string match, bool caseSensitive)
    {
        if (!caseSensitive && @operator != "regex")
        {
            text = text.ToLowerInvariant();
            match = match.ToLowerInvariant();
        }

        return @operator switch
        {
            "equals" => text == match,
            "not equals" => text != match,
            "contains" => text.Contains(match, StringComparison.Ordinal),
            "starts with" => text.StartsWith(match, StringComparison.Ordinal),
            "ends with" => text.EndsWith(match, StringComparison.Ordinal),
            "regex" => MatchesAtStart(text, match),
            "less than" => Numbers(text, match) is var (left, right) && left < right,
            "less than or equal" => Numbers(text, match) is var (left, right) && left <= right,
            "greater than" => Numbers(text, match) is var (left, right) && left > right,
            "greater than or equal" => Numbers(text, match) is var (left, right) && left >= right,
            _ => false,
        };
    }

    private static (double Left, double Right)? Numbers(string text, string match) =>
        PythonText.TryParseFloat(text, out var left) && PythonText.TryParseFloat(match, out var right) ? (left, right) : null;

    private static bool MatchesAtStart(string text, string pattern)
    {
        try
        {
            // The first match of all is at the start if there is any there.
            return Compile(ToNet(pattern)).Match(text) is { Success: true, Index: 0 };
        }
        catch (Exception failure) when (failure is ArgumentException or RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, _longestMatch);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, _longestMatch);
        }
    }

    // Python's own spellings.
    private static string ToNet(string pattern) => PythonReference()
        .Replace(pattern, @"\k<$1>")
        .Replace("(?P<", "(?<", StringComparison.Ordinal)
        .Replace(@"\Z", @"\z", StringComparison.Ordinal);

    [GeneratedRegex(@"\(\?P=([^)]*)\)", RegexOptions.CultureInvariant)]
    private static partial Regex PythonReference();
}
