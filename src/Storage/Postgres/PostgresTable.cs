using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using SkillFlaw.Storage.Journals;

namespace SkillFlaw.Storage.Postgres;

/// <summary>A table of the journal on PostgreSQL. Entries are equal here when they are about the same row.</summary>
internal sealed class PostgresTable : IEqualityComparer<JournalEntry>
{
    private readonly TableSql _sql;
    private readonly PostgresColumn[][] _parameters;

    internal PostgresTable(IModel model, JournalTable table)
    {
        _sql = new TableSql(model, table, static i => $"${i + 1}");
        _parameters = Array.ConvertAll(
            Enum.GetValues<JournalOperation>(), operation => Array.ConvertAll(_sql.Parameters(operation), PostgresColumn.Of));
        Columns = _parameters[(int)JournalOperation.Insert];
        Copy = _sql.Copy;
        ChangeMany = _sql.ChangeMany;
    }

    internal PostgresColumn[] Columns { get; }

    internal string Copy { get; }

    private string ChangeMany { get; }

    public bool Equals(JournalEntry? x, JournalEntry? y) => Array.TrueForAll(_sql.Keys, key => key.AreSame(x!.Row!, y!.Row!));

    public int GetHashCode(JournalEntry entry)
    {
        var hash = default(HashCode);
        foreach (var key in _sql.Keys)
        {
            hash.Add(key.HashOf(entry.Row!));
        }

        return hash.ToHashCode();
    }

    internal NpgsqlBatchCommand Command(JournalEntry entry)
    {
        var command = new NpgsqlBatchCommand(_sql.Statement(entry.Operation));
        var columns = _parameters[(int)entry.Operation];
        for (var i = 0; i < columns.Length; i++)
        {
            command.Parameters.Add(entry.Row is { } row ? columns[i].Parameter(row) : columns[i].KeyParameter(entry.Key[i]));
        }

        return command;
    }

    /// <summary>Makes all these changes, which are of different rows.</summary>
    internal NpgsqlBatchCommand ChangeCommand(List<JournalEntry> changes)
    {
        var command = new NpgsqlBatchCommand(ChangeMany);
        foreach (var column in _parameters[(int)JournalOperation.Change])
        {
            command.Parameters.Add(column.ArrayParameter(changes));
        }

        return command;
    }

    /// <summary>Looks for an inserted row.</summary>
    internal NpgsqlCommand ExistsCommand(NpgsqlConnection connection, JournalEntry inserted)
    {
        var command = new NpgsqlCommand(_sql.Exists, connection);
        foreach (var key in _parameters[(int)JournalOperation.Delete])
        {
            command.Parameters.Add(key.Parameter(inserted.Row!));
        }

        return command;
    }
}
