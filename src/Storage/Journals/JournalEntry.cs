namespace SkillFlaw.Storage.Journals;

/// <summary>One change of one row, for the <see cref="Journal"/>. A <see cref="JournalTable{TRow}"/> makes them.</summary>
public sealed class JournalEntry
{
    internal JournalEntry(JournalTable table, JournalOperation operation, object? row, object?[] key, int size)
    {
        Table = table;
        Operation = operation;
        Row = row;
        Key = key;
        Size = size;
    }

    internal JournalTable Table { get; }

    internal JournalOperation Operation { get; }

    /// <summary>The entity; null for a deletion.</summary>
    internal object? Row { get; }

    /// <summary>The values of the table's key properties; empty but for a deletion.</summary>
    internal object?[] Key { get; }

    /// <summary>About how many bytes it takes.</summary>
    internal int Size { get; }
}
