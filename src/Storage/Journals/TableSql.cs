using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace SkillFlaw.Storage.Journals;

/// <summary>The statements for one table, made from the model, so that the journal writes exactly what EF reads.</summary>
internal sealed class TableSql
{
    private readonly Column[] _columns;
    private readonly Column[] _keys;
    private readonly Column[] _others;
    private readonly Column[] _changing;
    private readonly Column[] _fence;

    internal TableSql(IModel model, JournalTable table, Func<int, string> parameter)
    {
        var entity = model.FindEntityType(table.RowType)
            ?? throw new InvalidOperationException($"{table.RowType.Name} is no entity of the model.");
        var name = $"\"{entity.GetTableName()}\"";

        // What the database generates stays out of it: the ids then have the order of the rows.
        _columns = [.. entity.GetProperties().Where(property => property.ValueGenerated is ValueGenerated.Never).Select(property => new Column(property))];
        _keys = Find(table.Key);
        _changing = Find(table.Changing);
        _fence = Find(table.Fence);
        _others = [.. _columns.Except(_keys)];
        var where = string.Join(" AND ", _keys.Select((column, i) => $"{column.Name} = {parameter(_others.Length + i)}"));
        var whereKey = string.Join(" AND ", _keys.Select((column, i) => $"{column.Name} = {parameter(i)}"));
        var names = string.Join(", ", _columns.Select(column => column.Name));

        Insert = $"INSERT INTO {name} ({names}) VALUES ({string.Join(", ", _columns.Select((_, i) => parameter(i)))})";
        Replace = $"UPDATE {name} SET {string.Join(", ", _others.Select((column, i) => $"{column.Name} = {parameter(i)}"))} WHERE {where}";
        Change = $"UPDATE {name} SET {string.Join(", ", _changing.Select((column, i) => $"{column.Name} = {parameter(i)}"))} WHERE "
            + string.Join(" AND ", _keys.Select((column, i) => $"{column.Name} = {parameter(_changing.Length + i)}").Concat(
                _fence.Select((column, i) => $"{column.Name} IS NOT DISTINCT FROM {parameter(_changing.Length + _keys.Length + i)}")));
        ChangeMany = ChangeManyOf(name, parameter);
        Delete = $"DELETE FROM {name} WHERE {whereKey}";
        Exists = $"SELECT 1 FROM {name} WHERE {whereKey}";
        Copy = $"COPY {name} ({names}) FROM STDIN (FORMAT BINARY)";
    }

    internal string Insert { get; }

    internal string Replace { get; }

    /// <summary>Changes one row, if its fence holds.</summary>
    internal string Change { get; }

    /// <summary>The same for any number of different rows; each parameter is an array. PostgreSQL only.</summary>
    internal string ChangeMany { get; }

    internal string Delete { get; }

    internal string Exists { get; }

    internal string Copy { get; }

    internal IReadOnlyList<Column> Columns => _columns;

    internal string Statement(JournalOperation operation) => operation switch
    {
        JournalOperation.Insert => Insert,
        JournalOperation.Replace => Replace,
        JournalOperation.Change => Change,
        _ => Delete,
    };

    /// <summary>The columns of the parameters of a statement, in their order.</summary>
    internal IEnumerable<Column> Parameters(JournalOperation operation) => operation switch
    {
        JournalOperation.Insert => _columns,
        JournalOperation.Replace => _others.Concat(_keys),
        JournalOperation.Change => _changing.Concat(_keys).Concat(_fence),
        _ => _keys,
    };

    /// <summary>The values of these parameters; null for NULL.</summary>
    internal IEnumerable<object?> Values(JournalEntry entry) => entry.Operation is JournalOperation.Delete
        ? _keys.Select((column, i) => column.Convert(entry.Key[i]))
        : Parameters(entry.Operation).Select(column => column.Of(entry.Row!));

    /// <summary>The key of a row.</summary>
    internal IEnumerable<object?> KeyOf(JournalEntry entry) => _keys.Select(column => column.Of(entry.Row!));

    internal IReadOnlyList<Column> Keys => _keys;

    private Column[] Find(string[] properties) => [.. properties.Select(name => _columns.Single(column => column.Property == name))];

    private string ChangeManyOf(string table, Func<int, string> parameter)
    {
        var given = _changing.Concat(_keys).Concat(_fence).ToArray();
        var set = _changing.Select(column => $"{column.Name} = given.{column.Name}");
        var where = _keys.Select(column => $"changed.{column.Name} = given.{column.Name}")
            .Concat(_fence.Select(column => $"changed.{column.Name} IS NOT DISTINCT FROM given.{column.Name}"));
        return $"UPDATE {table} AS changed SET {string.Join(", ", set)}"
            + $" FROM unnest({string.Join(", ", given.Select((column, i) => $"{parameter(i)}::{column.StoreType}[]"))})"
            + $" AS given ({string.Join(", ", given.Select(column => column.Name))}) WHERE {string.Join(" AND ", where)}";
    }

    /// <summary>A column and how to get its value out of an entity.</summary>
    internal sealed class Column(IProperty property)
    {
        private readonly IClrPropertyGetter _getter = property.GetGetter();
        private readonly ValueConverter? _converter = property.GetTypeMapping().Converter;

        internal string Property { get; } = property.Name;

        internal string Name { get; } = $"\"{property.GetColumnName()}\"";

        /// <summary>The type in the database.</summary>
        internal string StoreType { get; } = property.GetColumnType();

        /// <summary>The type that the database's client gets.</summary>
        internal Type Type => _converter?.ProviderClrType ?? Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;

        internal object? Of(object row) => Convert(_getter.GetClrValue(row));

        internal object? Convert(object? value) => _converter is null ? value : _converter.ConvertToProvider(value);
    }
}
