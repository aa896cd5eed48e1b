using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Metadata;
using SkillFlaw.Storage.Journals;
using SQLitePCL;

namespace SkillFlaw.Storage.Sqlite;

/// <summary>Writes batches by prepared statements on a connection and a thread of its own: SQLite blocks its caller until the disk has it.</summary>
internal sealed class SqliteBatchWriter(string connectionString, SqliteSetup setup, WriteTurns turns, IModel model) : IBatchWriter
{
    private readonly DedicatedThread _thread = new("SkillFlaw journal");
    private readonly Dictionary<JournalTable, TableSql> _tables = [];
    private readonly Dictionary<(JournalTable, JournalOperation), SqliteCommand> _commands = [];
    private SqliteConnection? _connection;

    public Task WriteAsync(ArraySegment<PendingAppend> batch, TimeSpan budget) => _thread.RunAsync(() => Write(batch, budget));

    // A commit that fails is rolled back, and the journal knows: there is no doubt to settle.
    public Task<bool> IsStoredAsync(PendingAppend append, TimeSpan budget) => Task.FromResult(false);

    public bool IsUnavailable(Exception failure) => failure is SqliteException sqlite && StorageFailure.IsUnavailable(sqlite);

    public async ValueTask DisposeAsync()
    {
        await _thread.RunAsync(Close);
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
                foreach (var entry in append.Entries)
                {
                    Write(connection, entry);
                }
            }

            Execute(connection, "COMMIT");
        }
        catch (Exception failure)
        {
            Recover(connection, failure);
            throw;
        }
    }

    private void Write(SqliteConnection connection, JournalEntry entry)
    {
        if (!_tables.TryGetValue(entry.Table, out var table))
        {
            _tables.Add(entry.Table, table = new TableSql(model, entry.Table, static i => $"@p{i}"));
        }

        if (!_commands.TryGetValue((entry.Table, entry.Operation), out var command))
        {
            _commands.Add((entry.Table, entry.Operation), command = Prepare(connection, table, entry.Operation));
        }

        var i = 0;
        foreach (var value in table.Values(entry))
        {
            command.Parameters[i++].Value = value ?? DBNull.Value;
        }

        if (command.ExecuteNonQuery() == 0 && entry.Operation is JournalOperation.Change)
        {
            throw new RowRefusedException($"The {entry.Table.RowType.Name} to change is gone, or its fence is another.");
        }
    }

    private static SqliteCommand Prepare(SqliteConnection connection, TableSql table, JournalOperation operation)
    {
        var command = connection.CreateCommand();
        command.CommandText = table.Statement(operation);
        for (var i = 0; i < table.Parameters(operation).Count(); i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = $"@p{i}" });
        }

        return command;
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            setup.Apply(connection);
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
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        _commands.Clear();
        _connection?.Dispose();
        _connection = null;
    }

    private static void Execute(SqliteConnection connection, string statement) =>
        SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(connection.Handle, statement), connection.Handle);
}
