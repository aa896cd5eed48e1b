using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using SkillFlaw.Storage.Journals;

namespace SkillFlaw.Storage.Sqlite;

/// <summary>The database as a file.</summary>
internal sealed class SqliteDatabase : Database
{
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(50);

    private readonly string _connectionString;
    private readonly StorageOptions _options;
    private readonly WriteTurns _turns = new();
    private readonly PooledDbContextFactory<SqliteDb> _contexts;

    internal SqliteDatabase(string connectionString, StorageOptions options, Action<DbContextOptionsBuilder> configure)
    {
        _connectionString = SqliteSetup.Complete(connectionString, options.LockTimeout);
        _options = options;
        var builder = new DbContextOptionsBuilder<SqliteDb>()
            .UseSqlite(_connectionString)
            .AddInterceptors(
                new SqliteSetup(options.LockTimeout), new TransactionTurns(_turns), new CommandTurns(_turns), new ConnectionTurns(_turns));
        configure(builder);
        _contexts = new PooledDbContextFactory<SqliteDb>(builder.Options);
    }

    private string Path => System.IO.Path.GetFullPath(new SqliteConnectionStringBuilder(_connectionString).DataSource);

    public override SkillFlawDb CreateDbContext() => _contexts.CreateDbContext();

    public override async Task MigrateAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        await using var turn = await WaitForTurnAsync(cancellationToken);
        await using var context = CreateDbContext();

        // EF's own lock is a row, which a killed process leaves for ever. Whoever has the turn knows that nobody else is at it.
        await context.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
        if ((await context.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
        {
            await context.Database.MigrateAsync(cancellationToken);
        }
    }

    public override ValueTask DisposeAsync()
    {
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }

    // There are no clusters on a file, and nobody shares it.
    public override async Task<IAsyncDisposable> ClaimAsync(bool isShared, TimeSpan patience, Action whenLost, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        for (var start = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                return new FileStream(Path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                if (TimeProvider.System.GetElapsedTime(start) >= patience)
                {
                    throw new DatabaseTakenException();
                }

                await Task.Delay(_poll, cancellationToken);
            }
        }
    }

    internal override IBatchWriter CreateBatchWriter()
    {
        using var context = CreateDbContext();
        return new SqliteBatchWriter(_connectionString, new SqliteSetup(_options.LockTimeout), _turns, context.Model);
    }

    // The system lets go of a lock on a file when its process ends, however it ends.
    private async Task<FileStream> WaitForTurnAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.MigrationTimeout);
        while (true)
        {
            try
            {
                return new FileStream(Path + ".migrating", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException failure)
            {
                try
                {
                    await Task.Delay(_poll, limit.Token);
                }
                catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
                {
                    throw new StorageUnavailableException("Another process migrates the database and has not finished in time.", failure);
                }
            }
        }
    }
}
