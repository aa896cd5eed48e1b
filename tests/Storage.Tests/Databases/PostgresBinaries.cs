namespace SkillFlaw.Storage.Databases;

/// <summary>Where PostgreSQL is on this machine.</summary>
internal static class PostgresBinaries
{
    private const string Debian = "/usr/lib/postgresql";

    /// <summary>A server that runs already and may be used instead.</summary>
    public static string? Server { get; } = Environment.GetEnvironmentVariable("SKILLFLAW_TEST_POSTGRES") is { Length: > 0 } server ? server : null;

    /// <summary>The folder with initdb, of the newest version; null where there is none.</summary>
    public static string? Folder { get; } = Find();

    public static bool AreThere => Folder is not null || Server is not null;

    private static string? Find()
    {
        var installed = Directory.Exists(Debian) ? Directory.EnumerateDirectories(Debian) : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return installed
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin"))
            .Concat(path)
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));
    }
}
