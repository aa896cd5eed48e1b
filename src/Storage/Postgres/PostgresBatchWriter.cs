using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using SkillFlaw.Storage.Journals;

namespace SkillFlaw.Storage.Postgres;

/// <summary>Writes batches on a connection of its own; <see cref="PostgresWrites"/> says how.</summary>
internal sealed class PostgresBatchWriter : IBatchWriter
{
    // A plan that is kept was made when the table was small: it reads the whole table for each batch, however large that has become. A new one for
    // each batch knows its size, and costs little beside the batch.
    private const string Planning = "SET plan_cache_mode = force_custom_plan";

    private readonly NpgsqlDataSource _source;
    private readonly IModel _model;
    private readonly Dictionary<JournalTable, PostgresTable> _tables = [];

    internal PostgresBatchWriter(string connectionString, IModel model)
    {
        _model = model;

        // Nothing is ever set on this connection that would have to be reset, and its few statements come again and again.
        var source = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(connectionString)
        {
            MinPoolSize = 0,
            MaxPoolSize = 1,
            CancellationTimeout = 500,
            NoResetOnClose = true,
            MaxAutoPrepare = 32,
            AutoPrepareMinUsages = 2,
        }.ConnectionString);
        source.UsePhysicalConnectionInitializer(
            connection =>
            {
                using var command = new NpgsqlCommand(Planning, connection);
                command.ExecuteNonQuery();
            },
            async connection =>
            {
                await using var command = new NpgsqlCommand(Planning, connection);
                await command.ExecuteNonQueryAsync();
            });
        _source = source.Build();
    }

    public TaskScheduler Scheduler => TaskScheduler.Default;

    public async Task WriteAsync(ArraySegment<PendingAppend> batch, TimeSpan budget)
    {
        using var limit = new CancellationTokenSource(budget);
        await using var connection = await _source.OpenConnectionAsync(limit.Token);
        await using var transaction = await connection.BeginTransactionAsync(limit.Token);

        // Tables do not depend on each other, and the order in each of them holds.
        var statements = new PostgresStatements(connection);
        var writes = new Dictionary<JournalTable, PostgresWrites>();
        foreach (var append in batch)
        {
            for (var i = 0; i < append.Entries.Count; i++)
            {
                var entry = append.Entries[i];
                if (!writes.TryGetValue(entry.Table, out var table))
                {
                    writes.Add(entry.Table, table = new PostgresWrites(connection, TableOf(entry.Table), statements));
                }

                await table.AddAsync(entry, limit.Token);
            }
        }

        foreach (var table in writes.Values)
        {
            await table.FlushAsync(limit.Token);
        }

        await statements.ExecuteAsync(limit.Token);
        foreach (var append in batch)
        {
            append.MayBeStored = true;
        }

        await transaction.CommitAsync(limit.Token);
    }

    // The transaction was stored as a whole or not at all, so one of its rows tells.
    public async Task<bool> IsStoredAsync(PendingAppend append, TimeSpan budget)
    {
        var inserted = append.Entries.First(entry => entry.Operation is JournalOperation.Insert);
        using var limit = new CancellationTokenSource(budget);
        await using var connection = await _source.OpenConnectionAsync(limit.Token);
        await using var command = TableOf(inserted.Table).ExistsCommand(connection, inserted);
        return await command.ExecuteScalarAsync(limit.Token) is not null;
    }

    public bool IsUnavailable(Exception failure) => StorageFailure.IsPostgresUnavailable(failure);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private PostgresTable TableOf(JournalTable table)
    {
        if (!_tables.TryGetValue(table, out var postgres))
        {
            _tables.Add(table, postgres = new PostgresTable(_model, table));
        }

        return postgres;
    }
}
