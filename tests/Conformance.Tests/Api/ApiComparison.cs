namespace SkillFlaw.Conformance.Api;

/// <summary>Finds what one type offers and the other does not. The other may offer more.</summary>
internal static class ApiComparison
{
    public static IEnumerable<string> Compare(ApiType ours, ApiType theirs)
    {
        var known = theirs.Lines.DistinctBy(Unmarked).ToDictionary(Unmarked);
        foreach (var line in ours.Lines.Distinct())
        {
            if (!known.TryGetValue(Unmarked(line), out var same))
            {
                var near = theirs.Lines.Where(other => other.Subject == line.Subject).Select(other => $"`{Shown(other)}`").ToArray();
                var instead = near.Length == 0 ? "" : $"; it has {string.Join(" and ", near)}";
                yield return $"{ours.Name}: Orleans has no `{Shown(line)}`{instead}";
            }
            else if (!AgreeOnNull(line.Text, same.Text))
            {
                yield return $"{ours.Name}: `{Shown(line)}` is nullable otherwise in Orleans: `{Shown(same)}`";
            }
        }
    }

    /// <summary>The texts are equal but for their marks, and where one says nothing it agrees with anything.</summary>
    private static bool AgreeOnNull(string ours, string theirs) =>
        ours.Zip(theirs).All(pair => pair.First == pair.Second || pair.First == '~' || pair.Second == '~');

    private static string Unmarked(ApiLine line) => line.Text.Replace("?", "").Replace("!", "").Replace("~", "");

    private static string Shown(ApiLine line) => line.Text.Replace("!", "").Replace("~", "");
}
