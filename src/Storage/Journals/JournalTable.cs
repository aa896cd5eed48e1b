namespace SkillFlaw.Storage.Journals;

/// <summary>A table that the journal writes. Its columns are those of the model.</summary>
public abstract class JournalTable
{
    private protected JournalTable(Type rowType, string[] key)
    {
        RowType = rowType;
        Key = key;
    }

    internal Type RowType { get; }

    /// <summary>The properties that find a row again: the tenant among them, so that no id of another tenant's row is enough.</summary>
    internal string[] Key { get; }
}

/// <summary>A table that the journal writes. One small class derives from it for each; see <see cref="Messages.MessageTable"/>.</summary>
/// <typeparam name="TRow">The entity. What the database generates of it is left to the database.</typeparam>
public abstract class JournalTable<TRow> : JournalTable
    where TRow : class
{
    /// <summary>A table whose rows are found again by these properties, which have a unique index.</summary>
    private protected JournalTable(params string[] key)
        : base(typeof(TRow), key)
    {
    }

    /// <summary>Adds a row.</summary>
    public JournalEntry Insert(TRow row) => new(this, JournalOperation.Insert, row, [], SizeOf(row));

    /// <summary>Writes all columns of the row with the same key. Does nothing when it is gone.</summary>
    public JournalEntry Replace(TRow row) => new(this, JournalOperation.Replace, row, [], SizeOf(row));

    /// <summary>About how many bytes a row takes, for the limit of a transaction.</summary>
    protected abstract int SizeOf(TRow row);

    /// <summary>Removes the row with this key. Does nothing when it is gone.</summary>
    private protected JournalEntry DeleteByKey(params object?[] key) => new(this, JournalOperation.Delete, null, key, 64);
}
