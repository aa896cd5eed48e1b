using System.Net;

namespace SkillFlaw.WebApi.Settings;

/// <summary>Reads the settings from environment variables.</summary>
internal static class SettingsReader
{
    /// <summary>The settings that these variables make. An empty value is the same as none.</summary>
    /// <exception cref="InvalidSettingsException">With everything that is wrong, and never with a value.</exception>
    public static ServerSettings Read(IReadOnlyDictionary<string, string> environment)
    {
        var settings = new ServerSettings();
        var errors = new List<string>();
        foreach (var setting in SettingsTable.All)
        {
            var isSet = environment.TryGetValue(setting.Name, out var given) && !string.IsNullOrWhiteSpace(given);
            var text = isSet ? given!.Trim() : setting.Default;
            if (text is null)
            {
                continue;
            }

            try
            {
                setting.Apply(settings, text);
            }
            catch (Exception failure) when (failure is FormatException or ArgumentException or NotSupportedException)
            {
                errors.Add($"{setting.Name} {failure.Message}.");
            }
        }

        var known = SettingsTable.All.Select(setting => setting.Name).ToHashSet();
        errors.AddRange(environment.Keys
            .Where(name => name.StartsWith(SettingsTable.Prefix, StringComparison.OrdinalIgnoreCase) && !known.Contains(name))
            .Order(StringComparer.Ordinal)
            .Select(name => $"{name} is no setting of this server{Suggest(name, known)}; docs/configuration.md has them all."));
        settings.Providers = ProviderVariables.Read(environment, errors);
        errors.AddRange(Contradictions(settings));
        return errors.Count == 0 ? settings : throw new InvalidSettingsException(errors);
    }

    private static IEnumerable<string> Contradictions(ServerSettings settings)
    {
        if (settings.AutoLogin && !IsLoopback(settings.Host))
        {
            yield return "SKILLFLAW_AUTO_LOGIN makes everybody the superuser, so it needs a SKILLFLAW_HOST that only this machine reaches, such as 127.0.0.1.";
        }

        if (settings.ApiKeyFromEnvironment && string.IsNullOrEmpty(settings.ApiKey))
        {
            yield return "SKILLFLAW_API_KEY_SOURCE is env, so SKILLFLAW_API_KEY must be set.";
        }
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    // One letter off is the usual mistake.
    private static string Suggest(string name, IEnumerable<string> known) =>
        known.FirstOrDefault(each => Distance(each, name.ToUpperInvariant()) <= 2) is { } near ? $", did you mean {near}" : "";

    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (left[i - 1] == right[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
