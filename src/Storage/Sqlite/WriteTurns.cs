using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SkillFlaw.Storage.Sqlite;

/// <summary>
/// Who waits for SQLite's one write lock. SQLite has no queue for it: who waits looks again ten times a second, and the journal, which takes
/// the lock again as soon as it has let go, would keep everybody else out. So the journal pauses while somebody waits.
/// </summary>
internal sealed class WriteTurns
{
    // A little longer than the longest pause between two looks.
    private static readonly TimeSpan _courtesy = TimeSpan.FromMilliseconds(150);

    private readonly ConcurrentDictionary<DbConnection, bool> _waiting = new();

    internal void Wait(DbConnection connection) => _waiting[connection] = true;

    internal void Leave(DbConnection connection) => _waiting.TryRemove(connection, out _);

    /// <summary>Called by the journal, on its own thread.</summary>
    internal void LetOthersGoFirst()
    {
        var start = Environment.TickCount64;
        while (!_waiting.IsEmpty && Environment.TickCount64 - start < _courtesy.TotalMilliseconds)
        {
            Thread.Sleep(1);
        }
    }
}

/// <summary>Tells of transactions that begin, with the lock at once.</summary>
internal sealed class TransactionTurns(WriteTurns turns) : DbTransactionInterceptor
{
    public override InterceptionResult<DbTransaction> TransactionStarting(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result)
    {
        turns.Wait(connection);
        return result;
    }

    public override ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
    {
        turns.Wait(connection);
        return ValueTask.FromResult(result);
    }

    public override DbTransaction TransactionStarted(DbConnection connection, TransactionEndEventData eventData, DbTransaction result)
    {
        turns.Leave(connection);
        return result;
    }

    public override ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection, TransactionEndEventData eventData, DbTransaction result, CancellationToken cancellationToken = default)
    {
        turns.Leave(connection);
        return ValueTask.FromResult(result);
    }
}

/// <summary>Tells of single statements that write. Who fails in any way closes the connection, and that ends the wait too.</summary>
internal sealed class CommandTurns(WriteTurns turns) : DbCommandInterceptor
{
    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Wait(command);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        turns.Leave(command.Connection!);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Wait(command);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<int> NonQueryExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        turns.Leave(command.Connection!);
        return ValueTask.FromResult(result);
    }

    private void Wait(DbCommand command)
    {
        if (command.Transaction is null && !command.CommandText.StartsWith("SELECT", StringComparison.OrdinalIgnoreCase))
        {
            turns.Wait(command.Connection!);
        }
    }
}

/// <summary>Nobody waits on a closed connection.</summary>
internal sealed class ConnectionTurns(WriteTurns turns) : DbConnectionInterceptor
{
    public override void ConnectionClosed(DbConnection connection, ConnectionEndEventData eventData) => turns.Leave(connection);

    public override Task ConnectionClosedAsync(DbConnection connection, ConnectionEndEventData eventData)
    {
        turns.Leave(connection);
        return Task.CompletedTask;
    }
}
