using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using SkillFlaw.Storage.Journals;

namespace SkillFlaw.Storage.Postgres;

/// <summary>The database on a server.</summary>
internal sealed class PostgresDatabase : Database
{
    // Any number that nobody else takes: "SkillFlw".
    private const long MigrationLock = 0x536B696C6C466C77;

    private readonly string _connectionString;
    private readonly StorageOptions _options;
    private readonly NpgsqlDataSource _source;
    private readonly PooledDbContextFactory<PostgresDb> _contexts;

    internal PostgresDatabase(string connectionString, StorageOptions options, Action<DbContextOptionsBuilder> configure)
    {
        _connectionString = connectionString;
        _options = options;
        _source = NpgsqlDataSource.Create(connectionString);
        var builder = new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(_source);
        configure(builder);
        _contexts = new PooledDbContextFactory<PostgresDb>(builder.Options);
    }

    public override SkillFlawDb CreateDbContext() => _contexts.CreateDbContext();

    public override async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var context = CreateDbContext();
        await CreateAsync(context.GetService<IRelationalDatabaseCreator>(), cancellationToken);

        // Closed or lost, the connection lets go of the lock. In a pool it would keep it.
        await using var turn = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_connectionString) { Pooling = false }.ConnectionString);
        await turn.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT pg_advisory_lock($1)", turn)
        {
            Parameters = { new NpgsqlParameter<long> { TypedValue = MigrationLock } },
            CommandTimeout = (int)_options.MigrationTimeout.TotalSeconds,
        };
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException failure) when (failure.InnerException is TimeoutException)
        {
            throw new StorageUnavailableException("Another node migrates the database and has not finished in time.", failure);
        }

        if ((await context.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
        {
            await context.Database.MigrateAsync(cancellationToken);
        }
    }

    public override async Task<IAsyncDisposable> ClaimAsync(bool isShared, TimeSpan patience, Action whenLost, CancellationToken cancellationToken)
    {
        await using (var context = CreateDbContext())
        {
            await CreateAsync(context.GetService<IRelationalDatabaseCreator>(), cancellationToken);
        }

        return await PostgresClaim.TakeAsync(_connectionString, isShared, patience, whenLost, cancellationToken);
    }

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    internal override IBatchWriter CreateBatchWriter()
    {
        using var context = CreateDbContext();
        return new PostgresBatchWriter(_connectionString, context.Model);
    }

    private static async Task CreateAsync(IRelationalDatabaseCreator creator, CancellationToken cancellationToken)
    {
        try
        {
            if (!await creator.ExistsAsync(cancellationToken))
            {
                await creator.CreateAsync(cancellationToken);
            }
        }
        catch (PostgresException failure) when (failure.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another node was faster.
        }
    }
}
