using Npgsql;

namespace SkillFlaw.Storage.Postgres;

/// <summary>An advisory lock on a connection of its own: the database lets go of it when the process ends, however it ends.</summary>
internal sealed class PostgresClaim : IAsyncDisposable
{
    // Any number that nobody else takes: "SkillOne".
    private const long Key = 0x536B696C6C4F6E65;

    // A machine that is gone without a word is noticed after 25 seconds.
    private const string Setup = "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;";

    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _period = TimeSpan.FromSeconds(5);

    // After the database was away, the lock may still be this process' own on a connection that is lost.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(40);

    private readonly string _connectionString;
    private readonly bool _isShared;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _watch;
    private NpgsqlConnection? _connection;

    private PostgresClaim(string connectionString, bool isShared, NpgsqlConnection connection, Action whenLost)
    {
        (_connectionString, _isShared, _connection) = (connectionString, isShared, connection);
        _watch = Task.Run(() => WatchAsync(whenLost));
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watch;
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        _end.Dispose();
    }

    internal static async Task<IAsyncDisposable> TakeAsync(
        string connectionString, bool isShared, TimeSpan patience, Action whenLost, CancellationToken cancellationToken)
    {
        connectionString = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 5 }.ConnectionString;
        return new PostgresClaim(connectionString, isShared, await LockAsync(connectionString, isShared, patience, cancellationToken), whenLost);
    }

    private static async Task<NpgsqlConnection> LockAsync(string connectionString, bool isShared, TimeSpan patience, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using (var setup = new NpgsqlCommand(Setup, connection))
            {
                await setup.ExecuteNonQueryAsync(cancellationToken);
            }

            var statement = isShared ? "SELECT pg_try_advisory_lock_shared($1)" : "SELECT pg_try_advisory_lock($1)";
            await using var command = new NpgsqlCommand(statement, connection) { Parameters = { new NpgsqlParameter<long> { TypedValue = Key } } };
            for (var start = TimeProvider.System.GetTimestamp(); await command.ExecuteScalarAsync(cancellationToken) is not true;)
            {
                if (TimeProvider.System.GetElapsedTime(start) >= patience)
                {
                    throw new DatabaseTakenException();
                }

                await Task.Delay(_poll, cancellationToken);
            }

            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task WatchAsync(Action whenLost)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(_period, _end.Token);
                _connection ??= await LockAsync(_connectionString, _isShared, _patience, _end.Token);
                await using var command = new NpgsqlCommand("SELECT 1", _connection);
                await command.ExecuteScalarAsync(_end.Token);
            }
            catch (DatabaseTakenException)
            {
                whenLost();
                return;
            }
            catch (Exception failure) when (failure is OperationCanceledException || StorageFailure.IsPostgresUnavailable(failure) || failure is InvalidOperationException)
            {
                // Whoever needs the database tells that it is away.
                if (_connection is not null && !_end.IsCancellationRequested)
                {
                    await _connection.DisposeAsync();
                    _connection = null;
                }
            }
        }
    }
}
