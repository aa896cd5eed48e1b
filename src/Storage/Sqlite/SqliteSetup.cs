using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SkillFlaw.Storage.Sqlite;

/// <summary>What every connection to an SQLite file sets, because SQLite does not remember it.</summary>
internal class SqliteSetup(TimeSpan lockTimeout) : DbConnectionInterceptor
{
    /// <summary>How an SQLite connection string has to be, whatever else it says.</summary>
    internal static string Complete(string connectionString, TimeSpan lockTimeout) => new SqliteConnectionStringBuilder(connectionString)
    {
        ForeignKeys = true,
        DefaultTimeout = Math.Max(1, (int)lockTimeout.TotalSeconds),
    }.ConnectionString;

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Apply((SqliteConnection)connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Apply((SqliteConnection)connection);
        return Task.CompletedTask;
    }

    /// <summary>A connection of one's own, outside of EF, that is set up.</summary>
    internal SqliteConnection Open(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            Apply(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // WAL lets readers read while somebody writes. FULL: a commit that was answered survives a power cut.
    internal virtual void Apply(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA busy_timeout = {(int)lockTimeout.TotalMilliseconds}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
        command.ExecuteNonQuery();
    }
}
