using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace SkillFlaw.Storage.Journals;

/// <summary>The statements for one table, made from the model, so that the journal writes exactly what EF reads.</summary>
internal sealed class TableSql
{
    private readonly JournalColumn[] _others;
    private readonly JournalColumn[] _changing;
    private readonly JournalColumn[] _fence;
    private readonly JournalColumn[][] _parameters;

    internal TableSql(IModel model, JournalTable table, Func<int, string> parameter)
    {
        var entity = model.FindEntityType(table.RowType)
            ?? throw new InvalidOperationException($"{table.RowType.Name} is no entity of the model.");
        Name = $"\"{entity.GetTableName()}\"";

        // What the database generates stays out of it: the ids then have the order of the rows.
        Columns = [.. entity.GetProperties().Where(property => property.ValueGenerated is ValueGenerated.Never).Select(JournalColumn.Of)];
        Keys = Find(table.Key);
        _others = [.. Columns.Except(Keys)];
        _changing = Find(table.Changing);
        _fence = Find(table.Fence);
        _parameters = [Columns, [.. _others, .. Keys], [.. _changing, .. Keys, .. _fence], Keys];

        Insert = $"INSERT INTO {Name} ({Names(Columns)}) VALUES ({string.Join(", ", Columns.Select((_, i) => parameter(i)))})";
        Replace = $"UPDATE {Name} SET {Values(_others, 0, ", ")} WHERE {Values(Keys, _others.Length, " AND ")}";
        Change = $"UPDATE {Name} SET {Values(_changing, 0, ", ")} WHERE {Values(Keys, _changing.Length, " AND ")}"
            + string.Concat(_fence.Select((column, i) => $" AND {column.Name} IS NOT DISTINCT FROM {parameter(_changing.Length + Keys.Length + i)}"));
        Delete = $"DELETE FROM {Name} WHERE {Values(Keys, 0, " AND ")}";
        Exists = $"SELECT 1 FROM {Name} WHERE {Values(Keys, 0, " AND ")}";

        string Values(JournalColumn[] columns, int first, string separator) =>
            string.Join(separator, columns.Select((column, i) => $"{column.Name} = {parameter(first + i)}"));
    }

    internal string Insert { get; }

    internal string Replace { get; }

    /// <summary>Changes one row, if its fence holds.</summary>
    internal string Change { get; }

    internal string Delete { get; }

    internal string Exists { get; }

    /// <summary>Inserts any number of rows. PostgreSQL only.</summary>
    internal string Copy => $"COPY {Name} ({Names(Columns)}) FROM STDIN (FORMAT BINARY)";

    /// <summary>Changes any number of different rows; each parameter is an array. PostgreSQL only.</summary>
    internal string ChangeMany
    {
        get
        {
            var given = Parameters(JournalOperation.Change);
            var where = Keys.Select(column => $"changed.{column.Name} = given.{column.Name}")
                .Concat(_fence.Select(column => $"changed.{column.Name} IS NOT DISTINCT FROM given.{column.Name}"));
            return $"UPDATE {Name} AS changed SET {string.Join(", ", _changing.Select(column => $"{column.Name} = given.{column.Name}"))}"
                + $" FROM unnest({string.Join(", ", given.Select((column, i) => $"${i + 1}::{column.StoreType}[]"))}) AS given ({Names(given)})"
                + $" WHERE {string.Join(" AND ", where)}";
        }
    }

    internal JournalColumn[] Columns { get; }

    internal JournalColumn[] Keys { get; }

    private string Name { get; }

    internal string Statement(JournalOperation operation) => operation switch
    {
        JournalOperation.Insert => Insert,
        JournalOperation.Replace => Replace,
        JournalOperation.Change => Change,
        _ => Delete,
    };

    /// <summary>The columns of the parameters of a statement, in their order.</summary>
    internal JournalColumn[] Parameters(JournalOperation operation) => _parameters[(int)operation];

    private JournalColumn[] Find(string[] properties) => [.. properties.Select(name => Columns.Single(column => column.Property == name))];

    private static string Names(JournalColumn[] columns) => string.Join(", ", columns.Select(column => column.Name));
}
