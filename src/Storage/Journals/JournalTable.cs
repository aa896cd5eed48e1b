namespace SkillFlaw.Storage.Journals;

/// <summary>A table that the journal writes. Its columns are those of the model.</summary>
public abstract class JournalTable
{
    private protected JournalTable(Type rowType, string[] key, string[] changing, string[] fence)
    {
        // A change whose answer was lost is made again, and must then find the row that it found before.
        if (changing.Intersect([.. key, .. fence]).FirstOrDefault() is { } both)
        {
            throw new ArgumentException($"{rowType.Name}.{both} cannot be changed: it is what finds the row to change.", nameof(changing));
        }

        RowType = rowType;
        Key = key;
        Changing = changing;
        Fence = fence;
    }

    internal Type RowType { get; }

    /// <summary>The properties that find a row again: the tenant among them, so that no id of another tenant's row is enough.</summary>
    internal string[] Key { get; }

    /// <summary>The properties that a change writes; empty for a table without changes.</summary>
    internal string[] Changing { get; }

    /// <summary>The properties that must still be in the database what they are in the row of a change.</summary>
    internal string[] Fence { get; }
}

/// <summary>A table that the journal writes. One small class derives from it for each; see <see cref="Messages.MessageTable"/>.</summary>
/// <typeparam name="TRow">The entity. What the database generates of it is left to the database.</typeparam>
public abstract class JournalTable<TRow> : JournalTable
    where TRow : class
{
    /// <summary>A table whose rows are found again by these properties, which have a unique index.</summary>
    private protected JournalTable(params string[] key)
        : base(typeof(TRow), key, [], [])
    {
    }

    /// <summary>A table that also has changes.</summary>
    /// <param name="key">The properties that find a row again, which have a unique index.</param>
    /// <param name="changing">What a change writes; in no unique index, because changes of different rows are made in any order.</param>
    /// <param name="fence">What must be as in the row for a change to be made.</param>
    private protected JournalTable(string[] key, string[] changing, string[] fence)
        : base(typeof(TRow), key, changing, fence)
    {
    }

    /// <summary>Adds a row.</summary>
    public JournalEntry Insert(TRow row) => new(this, JournalOperation.Insert, row, [], SizeOf(row));

    /// <summary>Writes all columns of the row with the same key. Does nothing when it is gone.</summary>
    public JournalEntry Replace(TRow row) => new(this, JournalOperation.Replace, row, [], SizeOf(row));

    /// <summary>
    /// Writes the columns of the row that the table has declared to change, if the columns of its fence are still those of the row. Otherwise,
    /// or when the row is gone, nothing of the append that this belongs to is stored, and it fails with a <see cref="RowRefusedException"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The table has declared none.</exception>
    public JournalEntry Change(TRow row) => Changing.Length > 0
        ? new(this, JournalOperation.Change, row, [], SizeOf(row))
        : throw new InvalidOperationException($"Rows of {RowType.Name} are replaced, not changed: no columns are declared for it.");

    /// <summary>About how many bytes a row takes, for the limit of a transaction.</summary>
    protected abstract int SizeOf(TRow row);

    /// <summary>Removes the row with this key. Does nothing when it is gone.</summary>
    private protected JournalEntry DeleteByKey(params object?[] key) => new(this, JournalOperation.Delete, null, key, 64);
}
