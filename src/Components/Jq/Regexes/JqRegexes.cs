using System.Diagnostics;
using System.Text.RegularExpressions;
using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Values;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Regexes;

/// <summary>The regular expressions of a run, and the time that they have left.</summary>
internal sealed class JqRegexes
{
    private const int Most = 64;
    private const int CostOfCompiling = 5_000;

    private readonly Dictionary<(string Pattern, JqRegexFlags Flags, bool Pairs), JqRegex> _expressions = [];
    private TimeSpan _left = JqLimits.RegexTime;

    /// <summary>The flags for some letters, or null where a letter is none.</summary>
    public static JqRegexFlags? ReadFlags(string letters)
    {
        var flags = JqRegexFlags.None;
        foreach (var letter in letters)
        {
            switch (letter)
            {
                case 'g':
                    flags |= JqRegexFlags.Global;
                    break;
                case 'i':
                    flags |= JqRegexFlags.IgnoreCase;
                    break;
                case 'x':
                    flags |= JqRegexFlags.Extended;
                    break;
                case 'n':
                    flags |= JqRegexFlags.NotEmpty;
                    break;
                case 'p':
                    flags |= JqRegexFlags.DotAll;
                    break;
                case 's' or 'l':
                    break;
                default:
                    return null;
            }
        }

        return flags;
    }

    /// <summary>The expression for a text, made once.</summary>
    public JqRegex Get(JqRun run, string pattern, JqRegexFlags flags, string text)
    {
        var key = (pattern, flags, JqText.HasPairs(text));
        if (_expressions.TryGetValue(key, out var made))
        {
            return made;
        }

        run.Spend(CostOfCompiling);
        if (_expressions.Count >= Most)
        {
            _expressions.Clear();
        }

        return _expressions[key] = Timed(() => Make(pattern, flags, key.Item3));
    }

    /// <summary>The matches in a text, one or all of them.</summary>
    public IEnumerable<Match> Match(JqRun run, JqRegex regex, JqRegexFlags flags, string text)
    {
        run.Spend(text.Length >> 4);
        for (var match = Timed(() => regex.Expression!.Match(text)); match.Success; match = Timed(match.NextMatch))
        {
            run.Spend(16);
            var skip = match.Length == 0 && (flags.HasFlag(JqRegexFlags.NotEmpty) || JqText.IsInsidePair(text, match.Index));
            if (skip)
            {
                continue;
            }

            yield return match;
            if (!flags.HasFlag(JqRegexFlags.Global))
            {
                yield break;
            }
        }
    }

    private static JqRegex Make(string pattern, JqRegexFlags flags, bool pairs)
    {
        try
        {
            var (net, groups) = OnigurumaPattern.Translate(
                pattern, pairs, flags.HasFlag(JqRegexFlags.DotAll), flags.HasFlag(JqRegexFlags.Extended));
            var options = RegexOptions.CultureInvariant
                | (flags.HasFlag(JqRegexFlags.IgnoreCase) ? RegexOptions.IgnoreCase : RegexOptions.None);
            return new JqRegex(Make(net, options), groups, null);
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException)
        {
            return new JqRegex(null, [], failure is FormatException ? failure.Message : "the pattern is not valid");
        }
    }

    // In linear time where the expression allows it; lookaround and backreferences do not.
    private static Regex Make(string pattern, RegexOptions options)
    {
        try
        {
            return new Regex(pattern, options | RegexOptions.NonBacktracking, JqLimits.RegexTime);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, options, JqLimits.RegexTime);
        }
    }

    private T Timed<T>(Func<T> work)
    {
        const string TooLong = "The regular expressions of the jq filter take too long.";
        var start = Stopwatch.GetTimestamp();
        try
        {
            var result = work();
            _left -= Stopwatch.GetElapsedTime(start);
            return _left > TimeSpan.Zero ? result : throw new InvalidValueException(TooLong);
        }
        catch (RegexMatchTimeoutException failure)
        {
            throw new InvalidValueException(TooLong, failure);
        }
    }
}
