using Npgsql;
using NpgsqlTypes;
using SkillFlaw.Storage.Journals;

namespace SkillFlaw.Storage.Postgres;

/// <summary>
/// The writes of one batch to one table: what is inserted by binary COPY, what is changed by one statement, the rest by statements that make
/// one round trip. What touches the same row keeps its order, and so do all inserts.
/// </summary>
internal sealed class PostgresWrites(NpgsqlConnection connection, TableSql table) : IEqualityComparer<JournalEntry>
{
    // Below this COPY's two more round trips cost more than it saves.
    private const int FewestToCopy = 8;

    // A statement has up to 65,535 parameters in all; this is far from it, and keeps the memory of one batch small.
    private const int MostStatements = 500;

    // In this order: statements, then inserts, then changes. Whatever would have to be in front of those begins anew.
    private readonly List<NpgsqlBatchCommand> _statements = [];
    private readonly List<JournalEntry> _inserts = [];
    private readonly List<JournalEntry> _changes = [];
    private readonly List<(NpgsqlBatchCommand Command, int Rows)> _expected = [];
    private HashSet<JournalEntry>? _changedKeys;

    private HashSet<JournalEntry> ChangedKeys => _changedKeys ??= new HashSet<JournalEntry>(this);

    public bool Equals(JournalEntry? x, JournalEntry? y) => table.KeyOf(x!).SequenceEqual(table.KeyOf(y!));

    public int GetHashCode(JournalEntry entry)
    {
        var hash = default(HashCode);
        foreach (var value in table.KeyOf(entry))
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    internal async Task AddAsync(JournalEntry entry, CancellationToken cancellationToken)
    {
        switch (entry.Operation)
        {
            case JournalOperation.Insert:
                if (_changes.Count > 0 && ChangedKeys.Contains(entry))
                {
                    await FlushAsync(cancellationToken);
                }

                _inserts.Add(entry);
                break;
            case JournalOperation.Change:
                if (!ChangedKeys.Add(entry))
                {
                    await FlushAsync(cancellationToken);
                    ChangedKeys.Add(entry);
                }

                _changes.Add(entry);
                break;
            default:
                await FlushAsync(cancellationToken);
                AddStatement(entry);
                break;
        }
    }

    internal async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        await ExecuteAsync(cancellationToken);
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_inserts.Count >= FewestToCopy)
        {
            await ExecuteAsync(cancellationToken);
            await CopyAsync(cancellationToken);
        }
        else
        {
            _inserts.ForEach(AddStatement);
        }

        _inserts.Clear();
        if (_changes.Count > 0)
        {
            AddChanges();
        }

        if (_statements.Count >= MostStatements)
        {
            await ExecuteAsync(cancellationToken);
        }
    }

    private void AddStatement(JournalEntry entry)
    {
        var command = new NpgsqlBatchCommand(table.Statement(entry.Operation));
        Add(command.Parameters, table.Parameters(entry.Operation), table.Values(entry));
        _statements.Add(command);
    }

    private void AddChanges()
    {
        var command = new NpgsqlBatchCommand(table.ChangeMany);
        var rows = _changes.ConvertAll(entry => entry.Row!);
        foreach (var column in table.Parameters(JournalOperation.Change))
        {
            command.Parameters.Add(new NpgsqlParameter
            {
                Value = rows.ConvertAll(row => column.Of(row) ?? DBNull.Value).ToArray(),
                NpgsqlDbType = NpgsqlDbType.Array | TypeOf(column.Type),
            });
        }

        _statements.Add(command);
        _expected.Add((command, rows.Count));
        _changes.Clear();
        ChangedKeys.Clear();
    }

    private async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        if (_statements.Count == 0)
        {
            return;
        }

        await using var batch = new NpgsqlBatch(connection);
        _statements.ForEach(batch.BatchCommands.Add);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        if (_expected.Exists(expected => expected.Command.RecordsAffected != expected.Rows))
        {
            throw new RowRefusedException("A row to change is gone, or its fence is another.");
        }

        _statements.Clear();
        _expected.Clear();
    }

    private async Task CopyAsync(CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(table.Copy, cancellationToken);
        foreach (var entry in _inserts)
        {
            await copy.StartRowAsync(cancellationToken);
            foreach (var column in table.Columns)
            {
                await WriteAsync(copy, column.Of(entry.Row!), cancellationToken);
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

    internal static void Add(NpgsqlParameterCollection parameters, IEnumerable<TableSql.Column> columns, IEnumerable<object?> values)
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
