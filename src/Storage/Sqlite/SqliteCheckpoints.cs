using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SkillFlaw.Storage.Sqlite;

/// <summary>
/// Copies SQLite's log into the file, on a thread and a connection of its own, while the journal goes on committing. SQLite itself would do it in
/// the middle of somebody's commit, and let all that wait for the journal wait for thousands of scattered pages too.
/// </summary>
internal sealed class SqliteCheckpoints(string connectionString, SqliteSetup setup) : IAsyncDisposable
{
    /// <summary>How long the log grows, in pages, before it is copied: 32 MB. The longer, the more often a page in it has changed again and is copied once.</summary>
    internal const int Pages = 8192;

    // The log begins anew only at a moment at which all of it is copied. What is committed in the meantime is copied in further rounds, each shorter
    // than the one before, until so few pages are left that the journal itself copies them between two commits.
    private const int FewPages = 256;
    private const int MostRounds = 6;

    private readonly DedicatedThread _thread = new("SkillFlaw checkpoint");
    private SqliteConnection? _connection;
    private Task? _copying;
    private int _pages;

    /// <summary>Called by the journal after each commit, on its thread. What fails here fails again, and is told, when the log is copied in a commit.</summary>
    internal void Follow(sqlite3 journal)
    {
        _ = raw.sqlite3_db_status(journal, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var written, out _, resetFlg: 1);
        _pages += written;
        if (_copying is { IsCompleted: true })
        {
            _copying = null;
            _ = Copy(journal);
        }
        else if (_copying is null && _pages >= Pages)
        {
            _pages = 0;
            _copying = Task.Factory.StartNew(CopyMost, CancellationToken.None, TaskCreationOptions.None, _thread);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.Factory.StartNew(() => _connection?.Dispose(), CancellationToken.None, TaskCreationOptions.None, _thread);
        await _thread.DisposeAsync();
    }

    private void CopyMost()
    {
        try
        {
            var connection = _connection ??= setup.Open(connectionString);
            var (before, more) = (0, Pages);
            for (var round = 0; round < MostRounds && more > FewPages; round++)
            {
                var copied = Copy(connection.Handle!);
                (before, more) = (copied, copied - before);
            }
        }
        catch (SqliteException)
        {
            _connection?.Dispose();
            _connection = null;
        }
    }

    // As far as no reader needs what is in the file now. Tells how many pages of the log are copied.
    private static int Copy(sqlite3 connection) =>
        raw.sqlite3_wal_checkpoint_v2(connection, null!, raw.SQLITE_CHECKPOINT_PASSIVE, out _, out var copied) == raw.SQLITE_OK ? copied : 0;
}
