using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using SkillFlaw.Storage.Journals;

namespace SkillFlaw.Storage.Postgres;

/// <summary>Writes batches on a connection of its own; <see cref="PostgresWrites"/> says how.</summary>
internal sealed class PostgresBatchWriter : IBatchWriter
{
    private readonly NpgsqlDataSource _source;
    private readonly IModel _model;
    private readonly Dictionary<JournalTable, TableSql> _tables = [];

    internal PostgresBatchWriter(string connectionString, IModel model)
    {
        _model = model;
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
        {
            MinPoolSize = 0,
            MaxPoolSize = 1,
            CancellationTimeout = 500,
        });
    }

    public async Task WriteAsync(ArraySegment<PendingAppend> batch, TimeSpan budget)
    {
        using var limit = new CancellationTokenSource(budget);
        await using var connection = await _source.OpenConnectionAsync(limit.Token);
        await using var transaction = await connection.BeginTransactionAsync(limit.Token);

        // Tables do not depend on each other, and the order in each of them holds.
        foreach (var table in batch.SelectMany(append => append.Entries).GroupBy(entry => entry.Table))
        {
            var writes = new PostgresWrites(connection, TableOf(table.Key));
            foreach (var entry in table)
            {
                await writes.AddAsync(entry, limit.Token);
            }

            await writes.CompleteAsync(limit.Token);
        }

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
        var table = TableOf(inserted.Table);
        await using var command = new NpgsqlCommand(table.Exists, connection);
        PostgresWrites.Add(command.Parameters, table.Keys, table.KeyOf(inserted));
        return await command.ExecuteScalarAsync(limit.Token) is not null;
    }

    public bool IsUnavailable(Exception failure) => StorageFailure.IsPostgresUnavailable(failure);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private TableSql TableOf(JournalTable table)
    {
        if (!_tables.TryGetValue(table, out var sql))
        {
            _tables.Add(table, sql = new TableSql(_model, table, static i => $"${i + 1}"));
        }

        return sql;
    }
}
