using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Metadata;
using SkillFlaw.Storage.Journals;
using SQLitePCL;

namespace SkillFlaw.Storage.Sqlite;

/// <summary>Writes batches by prepared statements on a connection and a thread of its own: SQLite blocks its caller until the disk has it.</summary>
internal sealed class SqliteBatchWriter(string connectionString, SqliteSetup setup, WriteTurns turns, IModel model) : IBatchWriter
{
    // The pages of many batches, so that rows with random keys find theirs: 32 MB. The log is copied into the file beside all this; in a commit only
    // where that has failed and it is 256 MB long.
    private const string Tuning = "PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 65536;";

    private readonly DedicatedThread _thread = new("SkillFlaw journal");
    private readonly SqliteCheckpoints _checkpoints = new(connectionString, setup);
    private readonly Dictionary<JournalTable, TableSql> _tables = [];
    private readonly Dictionary<(JournalTable, JournalOperation), SqliteStatement> _statements = [];
    private SqliteConnection? _connection;

    // The whole loop is on that thread: a commit does not wait for a turn in a pool that is busy.
    public TaskScheduler Scheduler => _thread;

    public Task WriteAsync(ArraySegment<PendingAppend> batch, TimeSpan budget)
    {
        try
        {
            Write(batch, budget);
            return Task.CompletedTask;
        }
        catch (Exception failure)
        {
            return Task.FromException(failure);
        }
    }

    // A commit that fails is rolled back, and the journal knows: there is no doubt to settle.
    public Task<bool> IsStoredAsync(PendingAppend append, TimeSpan budget) => Task.FromResult(false);

    public bool IsUnavailable(Exception failure) => failure is SqliteException sqlite && StorageFailure.IsUnavailable(sqlite);

    public async ValueTask DisposeAsync()
    {
        await _checkpoints.DisposeAsync();
        await Task.Factory.StartNew(Close, CancellationToken.None, TaskCreationOptions.None, _thread);
        await _thread.DisposeAsync();
    }

    private void Write(ArraySegment<PendingAppend> batch, TimeSpan budget)
    {
        var connection = _connection ??= Open();
        turns.LetOthersGoFirst();
        try
        {
            // Not through SqliteCommand: on a lock that one sleeps and tries again by a clock of its own.
            _ = raw.sqlite3_busy_timeout(connection.Handle, (int)budget.TotalMilliseconds);
            Execute(connection, "BEGIN IMMEDIATE");
            foreach (var append in batch)
            {
                for (var i = 0; i < append.Entries.Count; i++)
                {
                    Write(connection, append.Entries[i]);
                }
            }

            Execute(connection, "COMMIT");
            _checkpoints.Follow(connection.Handle!);
        }
        catch (Exception failure)
        {
            Recover(connection, failure);
            throw;
        }
    }

    private void Write(SqliteConnection connection, JournalEntry entry)
    {
        if (!_statements.TryGetValue((entry.Table, entry.Operation), out var statement))
        {
            statement = Prepare(connection, entry);
            _statements.Add((entry.Table, entry.Operation), statement);
        }

        if (statement.Execute(entry) == 0 && entry.Operation is JournalOperation.Change)
        {
            throw new RowRefusedException($"The {entry.Table.RowType.Name} to change is gone, or its fence is another.");
        }
    }

    private SqliteStatement Prepare(SqliteConnection connection, JournalEntry entry)
    {
        if (!_tables.TryGetValue(entry.Table, out var table))
        {
            _tables.Add(entry.Table, table = new TableSql(model, entry.Table, static i => $"?{i + 1}"));
        }

        return new SqliteStatement(connection.Handle!, table.Statement(entry.Operation), table.Parameters(entry.Operation));
    }

    private SqliteConnection Open()
    {
        var connection = setup.Open(connectionString);
        try
        {
            Execute(connection, Tuning);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // A refused row leaves a good connection. Whatever else it was, a new one does not have.
    private void Recover(SqliteConnection connection, Exception failure)
    {
        var rolledBack = raw.sqlite3_get_autocommit(connection.Handle) != 0
            || raw.sqlite3_exec(connection.Handle, "ROLLBACK") == raw.SQLITE_OK;
        if (!rolledBack || (IsUnavailable(failure) && failure is SqliteException { SqliteErrorCode: not raw.SQLITE_BUSY }))
        {
            Close();
        }
    }

    private void Close()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
        _connection?.Dispose();
        _connection = null;
    }

    private static void Execute(SqliteConnection connection, string statement) =>
        SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(connection.Handle, statement), connection.Handle);
}
