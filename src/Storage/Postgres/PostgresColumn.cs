using Npgsql;
using NpgsqlTypes;
using SkillFlaw.Storage.Journals;

namespace SkillFlaw.Storage.Postgres;

/// <summary>Gives the values of a column to Npgsql: for COPY, as a parameter, or many as one parameter. Nothing is boxed.</summary>
internal abstract class PostgresColumn
{
    internal static PostgresColumn Of(JournalColumn column) => column switch
    {
        ReferenceColumn<string> texts => new OfReferences<string>(texts, NpgsqlDbType.Text),
        ReferenceColumn<byte[]> bytes => new OfReferences<byte[]>(bytes, NpgsqlDbType.Bytea),
        ValueColumn<Guid> ids => new OfValues<Guid>(ids, NpgsqlDbType.Uuid),
        ValueColumn<bool> flags => new OfValues<bool>(flags, NpgsqlDbType.Boolean),
        ValueColumn<int> numbers => new OfValues<int>(numbers, NpgsqlDbType.Integer),
        ValueColumn<long> numbers => new OfValues<long>(numbers, NpgsqlDbType.Bigint),
        ValueColumn<double> numbers => new OfValues<double>(numbers, NpgsqlDbType.Double),
        ValueColumn<DateTimeOffset> times => new OfValues<DateTimeOffset>(times, NpgsqlDbType.TimestampTz),
        _ => throw new NotSupportedException($"The journal does not know how to write {column.Name} to PostgreSQL."),
    };

    internal abstract Task CopyAsync(NpgsqlBinaryImporter copy, object row, CancellationToken cancellationToken);

    internal abstract NpgsqlParameter Parameter(object row);

    /// <summary>The value of a deletion's key.</summary>
    internal abstract NpgsqlParameter KeyParameter(object? value);

    /// <summary>An array of the values of many rows.</summary>
    internal abstract NpgsqlParameter ArrayParameter(List<JournalEntry> entries);

    private sealed class OfValues<T>(ValueColumn<T> column, NpgsqlDbType type) : PostgresColumn
        where T : struct
    {
        internal override Task CopyAsync(NpgsqlBinaryImporter copy, object row, CancellationToken cancellationToken) =>
            column.ValueOf(row) is { } value ? copy.WriteAsync(value, type, cancellationToken) : copy.WriteNullAsync(cancellationToken);

        internal override NpgsqlParameter Parameter(object row) => column.ValueOf(row) is { } value
            ? new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type }
            : new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = type };

        internal override NpgsqlParameter KeyParameter(object? value) =>
            new NpgsqlParameter<T> { TypedValue = (T)column.Convert(value)!, NpgsqlDbType = type };

        internal override NpgsqlParameter ArrayParameter(List<JournalEntry> entries)
        {
            var values = new T?[entries.Count];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = column.ValueOf(entries[i].Row!);
            }

            return new NpgsqlParameter<T?[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
        }
    }

    private sealed class OfReferences<T>(ReferenceColumn<T> column, NpgsqlDbType type) : PostgresColumn
        where T : class
    {
        internal override Task CopyAsync(NpgsqlBinaryImporter copy, object row, CancellationToken cancellationToken) =>
            column.ValueOf(row) is { } value ? copy.WriteAsync(value, type, cancellationToken) : copy.WriteNullAsync(cancellationToken);

        internal override NpgsqlParameter Parameter(object row) => new()
        {
            Value = (object?)column.ValueOf(row) ?? DBNull.Value,
            NpgsqlDbType = type,
        };

        internal override NpgsqlParameter KeyParameter(object? value) => new() { Value = column.Convert(value), NpgsqlDbType = type };

        internal override NpgsqlParameter ArrayParameter(List<JournalEntry> entries)
        {
            var values = new T?[entries.Count];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = column.ValueOf(entries[i].Row!);
            }

            return new NpgsqlParameter<T?[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
        }
    }
}
