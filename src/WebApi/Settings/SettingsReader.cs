using System.Net;
using SkillFlaw.Silo;
using SkillFlaw.Storage;

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
            try
            {
                if ((Given(setting, environment) ?? setting.Default) is { } text)
                {
                    setting.Apply(settings, text);
                }
            }
            catch (Exception failure) when (failure is FormatException or ArgumentException or NotSupportedException)
            {
                errors.Add($"{setting.Name} {failure.Message}.");
            }
        }

        var known = SettingsTable.All.SelectMany(setting => setting.IsSecret ? [setting.Name, setting.FileName] : new[] { setting.Name }).ToHashSet();
        errors.AddRange(environment.Keys
            .Where(name => name.StartsWith(SettingsTable.Prefix, StringComparison.OrdinalIgnoreCase) && !known.Contains(name))
            .Order(StringComparer.Ordinal)
            .Select(name => $"{name} is no setting of this server{Suggest(name, known)}; docs/configuration.md has them all."));
        settings.Providers = ProviderVariables.Read(environment, errors);
        errors.AddRange(Contradictions(settings));
        return errors.Count == 0 ? settings : throw new InvalidSettingsException(errors);
    }

    private static string? Given(Setting setting, IReadOnlyDictionary<string, string> environment)
    {
        var value = environment.GetValueOrDefault(setting.Name) is { } given && !string.IsNullOrWhiteSpace(given) ? given.Trim() : null;
        if (!setting.IsSecret || environment.GetValueOrDefault(setting.FileName) is not { } path || string.IsNullOrWhiteSpace(path))
        {
            return value;
        }

        if (value is not null)
        {
            throw new FormatException($"is set, and {setting.FileName} too: one of them is enough");
        }

        try
        {
            return File.ReadAllText(path.Trim()).Trim() is { Length: > 0 } text ? text : throw new FormatException($"is empty in the file that {setting.FileName} names");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"cannot be read from the file that {setting.FileName} names", failure);
        }
    }

    private static IEnumerable<string> Contradictions(ServerSettings settings)
    {
        if (settings.Cluster is not ClusterKind.None && !SiloHosting.HasClusters)
        {
            yield return "SKILLFLAW_CLUSTER needs the Orleans build (-p:GrainRuntime=Orleans); this one is for a single process. docs/deployment.md says how.";
        }

        if (settings.Cluster is ClusterKind.None && settings.Role is not NodeRole.All)
        {
            yield return "SKILLFLAW_ROLE is for the servers of a cluster, so SKILLFLAW_CLUSTER must be set.";
        }

        if (settings.Cluster is ClusterKind.Redis && settings.ClusterConnection is null)
        {
            yield return "SKILLFLAW_CLUSTER is redis, so SKILLFLAW_CLUSTER_CONNECTION must say where it is.";
        }

        if (settings.Cluster is not ClusterKind.None && !IsPostgres(settings.DatabaseUrl))
        {
            yield return "The servers of a cluster share a PostgreSQL database, so SKILLFLAW_DATABASE_URL must name one.";
        }

        if (settings.Cluster is ClusterKind.PostgreSql && settings.ClusterConnection is not null)
        {
            yield return "SKILLFLAW_CLUSTER is postgresql, which is the server's own database, so SKILLFLAW_CLUSTER_CONNECTION must not be set.";
        }

        if (settings.Cluster is not ClusterKind.None && settings.SecretKey is null)
        {
            yield return "The servers of a cluster share a secret key, so SKILLFLAW_SECRET_KEY must be set.";
        }

        if (settings.SiloCertificate is not null && !SiloHosting.HasTls)
        {
            yield return "SKILLFLAW_SILO_CERTIFICATE needs the Orleans build with TLS (-p:GrainRuntime=Orleans -p:OrleansTls=true).";
        }

        if (settings.SiloCertificate is null != settings.SiloCertificateAuthority is null)
        {
            yield return "SKILLFLAW_SILO_CERTIFICATE and SKILLFLAW_SILO_CERTIFICATE_AUTHORITY must be set both or not at all.";
        }

        if (settings.AutoLogin && !IsLoopback(settings.Host))
        {
            yield return "SKILLFLAW_AUTO_LOGIN makes everybody the superuser, so it needs a SKILLFLAW_HOST that only this machine reaches, such as 127.0.0.1.";
        }

        if (settings.ApiKeyFromEnvironment && string.IsNullOrEmpty(settings.ApiKey))
        {
            yield return "SKILLFLAW_API_KEY_SOURCE is env, so SKILLFLAW_API_KEY must be set.";
        }
    }

    private static bool IsPostgres(string? url)
    {
        try
        {
            return url is not null && DatabaseUrl.Parse(url).Kind is DatabaseKind.Postgres;
        }
        catch (InvalidDatabaseUrlException)
        {
            return false;
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
