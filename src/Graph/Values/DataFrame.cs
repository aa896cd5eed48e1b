using System.Collections.Immutable;

namespace SkillFlaw.Graph.Values;

/// <summary>A table (flow-format section 10). Newer editors call the type Table. A cell without a value is null.</summary>
[GenerateSerializer, Immutable, Alias("value.dataframe")]
public sealed record DataFrame : FlowValue
{
    /// <summary>
    /// How many cells a table may have that is made of records: n records that share no keys make n² cells, which must not fill the memory.
    /// </summary>
    public const int MaxCells = 10_000_000;

    /// <summary>No columns and no rows.</summary>
    public static readonly DataFrame Empty = new([], []);

    [Id(4)]
    private readonly int _depth;

    /// <summary>A table of rows that all have as many cells as there are columns.</summary>
    /// <exception cref="ArgumentException">A row of another length.</exception>
    /// <exception cref="InvalidValueException">Deeper than <see cref="FlowValue.MaxDepth"/>.</exception>
    public DataFrame(ImmutableArray<string> columns, ImmutableArray<ListValue> rows)
    {
        var deepest = 1;
        foreach (var row in rows)
        {
            if (row.Count != columns.Length)
            {
                throw new ArgumentException($"A row has {row.Count} cells where there are {columns.Length} columns.", nameof(rows));
            }

            deepest = Math.Max(deepest, row.Depth);
        }

        Columns = columns;
        Rows = rows;
        _depth = DepthOver(deepest);
    }

    /// <summary>The names of the columns, in order.</summary>
    [Id(0)]
    public ImmutableArray<string> Columns { get; }

    /// <summary>The rows, each with a cell for every column.</summary>
    [Id(1)]
    public ImmutableArray<ListValue> Rows { get; }

    /// <summary>The column that counts as a row's text.</summary>
    [Id(2)]
    public string TextKey { get; init; } = Data.DefaultTextKey;

    /// <summary>The text where that column is missing.</summary>
    [Id(3)]
    public string DefaultValue { get; init; } = "";

    internal override int Depth => _depth;

    /// <summary>A table of records; the columns are all keys, in the order in which they first appear.</summary>
    /// <exception cref="InvalidValueException">More than <see cref="MaxCells"/>.</exception>
    public static DataFrame FromRecords(IEnumerable<ObjectValue> records)
    {
        var all = records as IReadOnlyCollection<ObjectValue> ?? [.. records];
        var columns = new Dictionary<string, int>();
        foreach (var record in all)
        {
            foreach (var (key, _) in record.Entries)
            {
                columns.TryAdd(key, columns.Count);
            }
        }

        CheckSize(columns.Count, all.Count);
        var rows = ImmutableArray.CreateBuilder<ListValue>(all.Count);
        foreach (var record in all)
        {
            var cells = new FlowValue[columns.Count];
            Array.Fill(cells, NullValue.Instance);
            foreach (var (key, value) in record.Entries)
            {
                cells[columns[key]] = value;
            }

            rows.Add(new ListValue([.. cells]));
        }

        return new DataFrame([.. columns.Keys], rows.MoveToImmutable());
    }

    /// <summary>Refuses a table before its cells are made.</summary>
    internal static void CheckSize(int columns, int rows)
    {
        if ((long)columns * rows > MaxCells)
        {
            throw new InvalidValueException($"A table of {rows} rows and {columns} columns has more than {MaxCells} cells.");
        }
    }

    /// <summary>One row as a record.</summary>
    public ObjectValue Record(int row)
    {
        var builder = new ObjectBuilder(Columns.Length);
        for (var column = 0; column < Columns.Length; column++)
        {
            builder.Set(Columns[column], Rows[row][column]);
        }

        return builder.ToValue();
    }

    /// <summary>All rows as records.</summary>
    public IEnumerable<ObjectValue> Records() => Enumerable.Range(0, Rows.Length).Select(Record);

    /// <summary>Equal columns and rows in equal order.</summary>
    public bool Equals(DataFrame? other) => other is not null && TextKey == other.TextKey && DefaultValue == other.DefaultValue
        && Columns.AsSpan().SequenceEqual(other.Columns.AsSpan()) && Rows.AsSpan().SequenceEqual(other.Rows.AsSpan());

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Columns.Length, Rows.Length, Rows.IsEmpty ? null : Rows[0]);
}
