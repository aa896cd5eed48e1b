using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace SkillFlaw.Storage;

/// <summary>Tells a database that is not there from one that refuses what it was given.</summary>
public static class StorageFailure
{
    /// <summary>
    /// Whether a failure has nothing to do with what was asked, so that it is worth another try: no connection, a lock, a full disk. Looks
    /// through what the layers above the database have wrapped around it.
    /// </summary>
    public static bool IsUnavailable(Exception? failure) => failure switch
    {
        null => false,
        StorageUnavailableException => true,
        SqliteException sqlite => IsUnavailable(sqlite),
        PostgresException or NpgsqlException => IsPostgresUnavailable(failure),
        _ => IsUnavailable(failure.InnerException),
    };

    internal static bool IsUnavailable(SqliteException failure) =>
        failure.SqliteErrorCode is not (raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH or raw.SQLITE_RANGE or raw.SQLITE_ERROR);

    internal static bool IsPostgresUnavailable(Exception failure) => failure switch
    {
        // 22: a value does not fit. 23: a constraint. 42: the statement itself. 54: a limit of the program. Nobody's waiting helps there.
        PostgresException { SqlState: var state } => state[..2] is not ("22" or "23" or "42" or "54"),
        NpgsqlException or OperationCanceledException or TimeoutException or SocketException or IOException => true,
        _ => false,
    };
}
