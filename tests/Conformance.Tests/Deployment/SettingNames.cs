using System.Text.RegularExpressions;

namespace SkillFlaw.Conformance.Deployment;

/// <summary>The server does not start with a setting that it does not know: what the deployment's files name must be in docs/configuration.md.</summary>
internal static partial class SettingNames
{
    private const string File = "_FILE";

    // What may come from a file, by its name and this ending.
    private static readonly HashSet<string> _secrets =
    [
        "SKILLFLAW_SECRET_KEY",
        "SKILLFLAW_SUPERUSER_PASSWORD",
        "SKILLFLAW_DATABASE_URL",
        "SKILLFLAW_API_KEY",
        "SKILLFLAW_CLUSTER_CONNECTION",
        "SKILLFLAW_SILO_CERTIFICATE_PASSWORD",
    ];

    /// <summary>The settings that a table of the documentation lists.</summary>
    public static HashSet<string> ListedIn(string documentation) =>
        [.. Row().Matches(documentation).Select(match => match.Groups[1].Value)];

    /// <summary>What is wrong with the settings that a file names.</summary>
    public static IEnumerable<string> Check(string path, string text, IReadOnlySet<string> listed) =>
        from name in Name().Matches(text).Select(match => match.Value).Distinct()
        where !listed.Contains(name) && !(IsSecretFile(name) && listed.Contains(name[..^File.Length]))
        select $"{path} names {name}, which docs/configuration.md does not list.";

    private static bool IsSecretFile(string name) => name.EndsWith(File, StringComparison.Ordinal) && _secrets.Contains(name[..^File.Length]);

    [GeneratedRegex("SKILLFLAW_[A-Z0-9_]*[A-Z0-9]")]
    private static partial Regex Name();

    [GeneratedRegex("^\\| `(SKILLFLAW_[A-Z0-9_]+)` \\|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
