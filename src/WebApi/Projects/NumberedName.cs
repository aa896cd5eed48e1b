using System.Globalization;

namespace SkillFlaw.WebApi.Projects;

/// <summary>A name beside one that is taken: the same with a number one higher than any such name has.</summary>
internal static class NumberedName
{
    private const int MostDigits = 18;

    public static string FreeOf(string name, IReadOnlySet<string> taken, string before, string after)
    {
        if (!taken.Contains(name))
        {
            return name;
        }

        var start = name + before;
        var highest = taken.Max(other => NumberOf(other, start, after));
        return string.Create(CultureInfo.InvariantCulture, $"{name}{before}{highest + 1}{after}");
    }

    // What is no number there is another name, and not of this series.
    private static long NumberOf(string other, string start, string end) =>
        other.Length > start.Length + end.Length && other.Length <= start.Length + MostDigits + end.Length
        && other.StartsWith(start, StringComparison.Ordinal) && other.EndsWith(end, StringComparison.Ordinal)
        && long.TryParse(other.AsSpan(start.Length..^end.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;
}
