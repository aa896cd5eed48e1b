using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SkillFlaw.Storage.Journals;
using SQLitePCL;

namespace SkillFlaw.Storage.Sqlite;

/// <summary>
/// A prepared statement of the journal. It talks to SQLite itself: what <see cref="SqliteCommand"/> and its parameters do for each row costs
/// several times what SQLite does. Values have the form in which EF stores and reads them.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private const int IdLength = 36;

    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;
    private readonly JournalColumn[] _columns;
    private readonly Action<int, object>[] _binders;
    private readonly byte[] _scratch = new byte[4096];

    internal SqliteStatement(sqlite3 connection, string statement, JournalColumn[] columns)
    {
        _connection = connection;
        _columns = columns;
        _binders = Array.ConvertAll(columns, BinderOf);
        Check(raw.sqlite3_prepare_v3(connection, statement, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    public void Dispose() => _statement.Dispose();

    /// <summary>Executes it, and tells how many rows it has changed.</summary>
    internal int Execute(JournalEntry entry)
    {
        for (var i = 0; i < _binders.Length; i++)
        {
            if (entry.Row is { } row)
            {
                _binders[i](i + 1, row);
            }
            else
            {
                BindAny(i + 1, _columns[i].Convert(entry.Key[i]));
            }
        }

        try
        {
            Check(raw.sqlite3_step(_statement));
            return raw.sqlite3_changes(_connection);
        }
        finally
        {
            // Tells of the same failure again.
            _ = raw.sqlite3_reset(_statement);
        }
    }

    private Action<int, object> BinderOf(JournalColumn column) => column switch
    {
        ReferenceColumn<string> texts => (i, row) => Bind(i, texts.ValueOf(row)),
        ReferenceColumn<byte[]> bytes => (i, row) => Bind(i, bytes.ValueOf(row)),
        ValueColumn<Guid> ids => (i, row) => Bind(i, ids.ValueOf(row)),
        ValueColumn<long> numbers => (i, row) => Bind(i, numbers.ValueOf(row)),
        ValueColumn<int> numbers => (i, row) => Bind(i, (long?)numbers.ValueOf(row)),
        ValueColumn<bool> flags => (i, row) => Bind(i, flags.ValueOf(row) is { } flag ? (flag ? 1L : 0L) : null),
        _ => throw new NotSupportedException($"The journal does not know how to write {column.Name} to SQLite."),
    };

    // The keys of deletions, which are few.
    private void BindAny(int index, object? value)
    {
        switch (value)
        {
            case string text:
                Bind(index, text);
                break;
            case Guid id:
                Bind(index, id);
                break;
            case long or int:
                Bind(index, System.Convert.ToInt64(value, null));
                break;
            default:
                throw new NotSupportedException($"The journal does not know how to delete by {value}.");
        }
    }

    private void Bind(int index, long? number) => Check(number is { } value
        ? raw.sqlite3_bind_int64(_statement, index, value)
        : raw.sqlite3_bind_null(_statement, index));

    private void Bind(int index, Guid? id)
    {
        if (id is not { } value)
        {
            Check(raw.sqlite3_bind_null(_statement, index));
            return;
        }

        // Capitals, as Microsoft.Data.Sqlite writes and compares them.
        var text = _scratch.AsSpan(0, IdLength);
        value.TryFormat(text, out _);
        Ascii.ToUpperInPlace(text, out _);
        Check(raw.sqlite3_bind_text(_statement, index, text));
    }

    private void Bind(int index, byte[]? bytes) => Check(bytes switch
    {
        null => raw.sqlite3_bind_null(_statement, index),
        [] => raw.sqlite3_bind_zeroblob(_statement, index, 0),
        _ => raw.sqlite3_bind_blob(_statement, index, bytes),
    });

    private void Bind(int index, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            Check(text is null ? raw.sqlite3_bind_null(_statement, index) : raw.sqlite3_bind_text(_statement, index, ""));
            return;
        }

        var longest = Encoding.UTF8.GetMaxByteCount(text.Length);
        var buffer = longest <= _scratch.Length ? _scratch : ArrayPool<byte>.Shared.Rent(longest);
        try
        {
            Check(raw.sqlite3_bind_text(_statement, index, buffer.AsSpan(0, Encoding.UTF8.GetBytes(text, buffer))));
        }
        finally
        {
            if (buffer != _scratch)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _connection);
}
