using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace SkillFlaw.Storage;

/// <summary>The setting of the database: a path, a URL as SQLAlchemy has them, or a connection string of either database.</summary>
public sealed partial class DatabaseUrl
{
    private DatabaseUrl(DatabaseKind kind, string connectionString)
    {
        Kind = kind;
        ConnectionString = connectionString;
    }

    /// <summary>Which database it is.</summary>
    public DatabaseKind Kind { get; }

    /// <summary>The connection string for the database's own client. It holds the password.</summary>
    public string ConnectionString { get; }

    /// <summary>Reads a setting.</summary>
    /// <exception cref="InvalidDatabaseUrlException">It is none of the known forms.</exception>
    public static DatabaseUrl Parse(string setting)
    {
        var text = setting.Trim();
        if (text.Length == 0)
        {
            throw new InvalidDatabaseUrlException("The database is not set: give a path, a URL or a connection string.");
        }

        if (Scheme().Match(text) is { Success: true } match)
        {
            var rest = text[match.Length..];
            return match.Groups["name"].Value.ToLowerInvariant() switch
            {
                "sqlite" => FromPath(SqlitePath(rest)),
                "postgresql" or "postgres" => new(DatabaseKind.Postgres, PostgresUrl.ToConnectionString(rest)),
                var other => throw new InvalidDatabaseUrlException(
                    $"There is no support for a database of kind '{other}': use sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/DATABASE."),
            };
        }

        return text.Contains('=', StringComparison.Ordinal) ? FromConnectionString(text) : FromPath(text);
    }

    /// <summary>Which database it is and where, without user and password.</summary>
    public override string ToString() => Kind is DatabaseKind.Sqlite
        ? $"SQLite file {new SqliteConnectionStringBuilder(ConnectionString).DataSource}"
        : new NpgsqlConnectionStringBuilder(ConnectionString) is var server ? $"PostgreSQL database {server.Database} on {server.Host}" : "";

    // As SQLAlchemy has it: three slashes and a relative path, four and an absolute one.
    private static string SqlitePath(string rest)
    {
        if (!rest.StartsWith('/') || rest.Contains('?', StringComparison.Ordinal))
        {
            throw new InvalidDatabaseUrlException("An SQLite URL is sqlite:///PATH, with a fourth slash for an absolute path and without parameters.");
        }

        return Uri.UnescapeDataString(rest[1..]);
    }

    private static DatabaseUrl FromPath(string path) => path is "" or ":memory:"
        ? throw new InvalidDatabaseUrlException("SQLite needs the path of a file: data in memory would be gone with the next restart.")
        : new(DatabaseKind.Sqlite, new SqliteConnectionStringBuilder { DataSource = path }.ConnectionString);

    private static DatabaseUrl FromConnectionString(string text)
    {
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = text };
            if (parts.ContainsKey("Host") || parts.ContainsKey("Server"))
            {
                return new(DatabaseKind.Postgres, new NpgsqlConnectionStringBuilder(text).ConnectionString);
            }

            var sqlite = new SqliteConnectionStringBuilder(text);
            return sqlite.Mode is SqliteOpenMode.Memory || sqlite.DataSource is "" or ":memory:"
                ? FromPath("")
                : new(DatabaseKind.Sqlite, sqlite.ConnectionString);
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or KeyNotFoundException)
        {
            // The message of these names the keyword or repeats the text, with the password: it must not get out.
            throw new InvalidDatabaseUrlException(
                "The database setting has a '=' and is yet no connection string: a keyword is unknown, or a value is malformed.");
        }
    }

    [GeneratedRegex(@"^(?<name>[A-Za-z][A-Za-z0-9]+)(\+[A-Za-z0-9_]+)?://", RegexOptions.ExplicitCapture)]
    private static partial Regex Scheme();
}
