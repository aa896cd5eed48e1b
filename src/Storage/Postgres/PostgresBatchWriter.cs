using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using NpgsqlTypes;
using SkillFlaw.Storage.Journals;

namespace SkillFlaw.Storage.Postgres;

/// <summary>Writes batches on a connection of its own: rows that are only inserted by binary COPY, the rest by one round trip of statements.</summary>
internal sealed class PostgresBatchWriter : IBatchWriter
{
    // Below this COPY's two more round trips cost more than it saves.
    private const int FewestToCopy = 8;

    // A statement has up to 65,535 parameters in all; this is far from it, and keeps the memory of one batch small.
    private const int MostStatements = 500;

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
            await WriteAsync(connection, TableOf(table.Key), [.. table], limit.Token);
        }

        foreach (var append in batch)
        {
            append.MayBeStored = true;
        }

        await transaction.CommitAsync(limit.Token);
    }

    // The transaction was stored as a whole or not at all, so one of its rows tells. Changes and deletions can be made twice.
    public async Task<bool> IsStoredAsync(PendingAppend append, TimeSpan budget)
    {
        if (append.Entries.FirstOrDefault(entry => entry.Operation is JournalOperation.Insert) is not { } inserted)
        {
            return false;
        }

        using var limit = new CancellationTokenSource(budget);
        await using var connection = await _source.OpenConnectionAsync(limit.Token);
        var table = TableOf(inserted.Table);
        await using var command = new NpgsqlCommand(table.Exists, connection);
        Add(command.Parameters, table.Keys, table.KeyOf(inserted));
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

    private static async Task WriteAsync(NpgsqlConnection connection, TableSql table, JournalEntry[] entries, CancellationToken cancellationToken)
    {
        var statements = new List<JournalEntry>();
        for (var i = 0; i < entries.Length;)
        {
            var inserts = entries.Skip(i).TakeWhile(entry => entry.Operation is JournalOperation.Insert).Count();
            if (inserts >= FewestToCopy)
            {
                await ExecuteAsync(connection, table, statements, cancellationToken);
                await CopyAsync(connection, table, entries.AsMemory(i, inserts), cancellationToken);
                i += inserts;
                continue;
            }

            statements.AddRange(entries.AsSpan(i, Math.Max(1, inserts)));
            i += Math.Max(1, inserts);
            if (statements.Count >= MostStatements)
            {
                await ExecuteAsync(connection, table, statements, cancellationToken);
            }
        }

        await ExecuteAsync(connection, table, statements, cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, TableSql table, List<JournalEntry> entries, CancellationToken cancellationToken)
    {
        if (entries.Count == 0)
        {
            return;
        }

        await using var batch = new NpgsqlBatch(connection);
        foreach (var entry in entries)
        {
            var command = new NpgsqlBatchCommand(table.Statement(entry.Operation));
            Add(command.Parameters, table.Parameters(entry.Operation), table.Values(entry));
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        entries.Clear();
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection, TableSql table, ReadOnlyMemory<JournalEntry> entries, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(table.Copy, cancellationToken);
        for (var i = 0; i < entries.Length; i++)
        {
            await copy.StartRowAsync(cancellationToken);
            foreach (var column in table.Columns)
            {
                await WriteAsync(copy, column.Of(entries.Span[i].Row!), cancellationToken);
            }
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, object? value, CancellationToken cancellationToken) => value switch
    {
        null => copy.WriteNullAsync(cancellationToken),
        string text => copy.WriteAsync(text, NpgsqlDbType.Text, cancellationToken),
        Guid id => copy.WriteAsync(id, NpgsqlDbType.Uuid, cancellationToken),
        bool flag => copy.WriteAsync(flag, NpgsqlDbType.Boolean, cancellationToken),
        int number => copy.WriteAsync(number, NpgsqlDbType.Integer, cancellationToken),
        long number => copy.WriteAsync(number, NpgsqlDbType.Bigint, cancellationToken),
        double number => copy.WriteAsync(number, NpgsqlDbType.Double, cancellationToken),
        DateTimeOffset time => copy.WriteAsync(time, NpgsqlDbType.TimestampTz, cancellationToken),
        byte[] bytes => copy.WriteAsync(bytes, NpgsqlDbType.Bytea, cancellationToken),
        _ => throw new NotSupportedException($"The journal does not know how to copy a {value.GetType().Name}."),
    };

    private static void Add(NpgsqlParameterCollection parameters, IEnumerable<TableSql.Column> columns, IEnumerable<object?> values)
    {
        foreach (var (column, value) in columns.Zip(values))
        {
            parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = TypeOf(column.Type) });
        }
    }

    private static NpgsqlDbType TypeOf(Type type) =>
        type == typeof(string) ? NpgsqlDbType.Text
        : type == typeof(Guid) ? NpgsqlDbType.Uuid
        : type == typeof(bool) ? NpgsqlDbType.Boolean
        : type == typeof(int) ? NpgsqlDbType.Integer
        : type == typeof(long) ? NpgsqlDbType.Bigint
        : type == typeof(double) ? NpgsqlDbType.Double
        : type == typeof(DateTimeOffset) ? NpgsqlDbType.TimestampTz
        : type == typeof(byte[]) ? NpgsqlDbType.Bytea
        : throw new NotSupportedException($"The journal does not know how to write a {type.Name}.");
}
