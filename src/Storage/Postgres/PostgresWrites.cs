using Npgsql;
using SkillFlaw.Storage.Journals;

namespace SkillFlaw.Storage.Postgres;

/// <summary>
/// The writes of one batch to one table: what is inserted by binary COPY, what is changed by one statement, the rest by statements that make
/// one round trip. What touches the same row keeps its order, and so do all inserts.
/// </summary>
internal sealed class PostgresWrites(NpgsqlConnection connection, PostgresTable table, PostgresStatements statements)
{
    // Below this COPY's two more round trips cost more than it saves.
    private const int FewestToCopy = 8;

    // The inserts are made in front of the changes. An entry for which that would be the wrong way round waits until both are made.
    private readonly List<JournalEntry> _inserts = [];
    private readonly List<JournalEntry> _changes = [];
    private HashSet<JournalEntry>? _changed;

    private HashSet<JournalEntry> Changed => _changed ??= new HashSet<JournalEntry>(table);

    internal async ValueTask AddAsync(JournalEntry entry, CancellationToken cancellationToken)
    {
        switch (entry.Operation)
        {
            case JournalOperation.Insert:
                if (_changes.Count > 0 && Changed.Contains(entry))
                {
                    await FlushAsync(cancellationToken);
                }

                _inserts.Add(entry);
                break;
            case JournalOperation.Change:
                if (!Changed.Add(entry))
                {
                    await FlushAsync(cancellationToken);
                    Changed.Add(entry);
                }

                _changes.Add(entry);
                break;
            default:
                await FlushAsync(cancellationToken);
                await statements.AddAsync(table.Command(entry), cancellationToken);
                break;
        }
    }

    /// <summary>Makes what it holds back, or hands it to the statements.</summary>
    internal async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_inserts.Count >= FewestToCopy)
        {
            await statements.ExecuteAsync(cancellationToken);
            await CopyAsync(cancellationToken);
        }
        else
        {
            foreach (var insert in _inserts)
            {
                await statements.AddAsync(table.Command(insert), cancellationToken);
            }
        }

        _inserts.Clear();
        if (_changes.Count > 0)
        {
            await statements.AddAsync(table.ChangeCommand(_changes), cancellationToken, rows: _changes.Count);
            _changes.Clear();
            Changed.Clear();
        }
    }

    private async Task CopyAsync(CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(table.Copy, cancellationToken);
        foreach (var entry in _inserts)
        {
            await copy.StartRowAsync(cancellationToken);
            foreach (var column in table.Columns)
            {
                await column.CopyAsync(copy, entry.Row!, cancellationToken);
            }
        }

        await copy.CompleteAsync(cancellationToken);
    }
}
