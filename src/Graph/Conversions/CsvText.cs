using System.Text;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Conversions;

/// <summary>Comma separated values as RFC 4180 has them, and as spreadsheets really write them.</summary>
public static class CsvText
{
    /// <summary>
    /// The records of a text, each with the texts of its cells. Lines end in LF, CRLF or CR; empty lines are no records; a quote within a
    /// cell that does not begin with one is a character as any other.
    /// </summary>
    /// <exception cref="InvalidValueException">A quoted cell has no end.</exception>
    public static IEnumerable<IReadOnlyList<string>> ReadRecords(string text, char separator = ',')
    {
        var at = text.StartsWith('\uFEFF') ? 1 : 0;
        while (at < text.Length)
        {
            if (text[at] is '\r' or '\n')
            {
                at++;
                continue;
            }

            var cells = new List<string>();
            at = ReadRecord(text, at, separator, cells);
            yield return cells;
        }
    }

    /// <summary>
    /// A table whose columns have types, as pandas' <c>read_csv</c> finds them (<see cref="CsvColumn"/>). The first record names the
    /// columns; a short record is filled up with nulls.
    /// </summary>
    /// <exception cref="InvalidValueException">No header, a record longer than it, a quoted cell without end, too many cells.</exception>
    public static DataFrame ToDataFrame(string text, char separator = ',')
    {
        var records = ReadRecords(text, separator).Where(record => !IsBlankLine(record)).ToArray();
        if (records.Length == 0)
        {
            throw new InvalidValueException("No columns to parse from file");
        }

        var names = CsvColumn.Names(records[0]);
        var rows = records.AsSpan(1);
        DataFrame.CheckSize(names.Length, rows.Length);
        for (var row = 0; row < rows.Length; row++)
        {
            // A separator at the end of every line adds an empty cell that nobody meant.
            if (rows[row].Skip(names.Length).Any(cell => cell.Length > 0))
            {
                throw new InvalidValueException($"Record {row + 2} has {rows[row].Count} cells where the header has {names.Length}.");
            }
        }

        var cells = new FlowValue[rows.Length][];
        for (var row = 0; row < rows.Length; row++)
        {
            cells[row] = new FlowValue[names.Length];
        }

        for (var column = 0; column < names.Length; column++)
        {
            var values = CsvColumn.ToValues([.. records.Skip(1).Select(record => column < record.Count ? record[column] : "")]);
            for (var row = 0; row < rows.Length; row++)
            {
                cells[row][column] = values[row];
            }
        }

        return new DataFrame(names, [.. cells.Select(row => FlowValue.Of(row))]);
    }

    private static bool IsBlankLine(IReadOnlyList<string> record) => record is [{ Length: > 0 } cell] && string.IsNullOrWhiteSpace(cell);

    // Reads one record and the end of its line, and returns where the next one starts.
    private static int ReadRecord(string text, int at, char separator, List<string> cells)
    {
        while (true)
        {
            at = ReadCell(text, at, separator, cells);
            if (at == text.Length)
            {
                return at;
            }

            if (text[at] != separator)
            {
                return at + (text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? 2 : 1);
            }

            at++;
        }
    }

    // Reads one cell and returns where it ends: at a separator, at the end of a line, or at the end of the text.
    private static int ReadCell(string text, int at, char separator, List<string> cells)
    {
        var quoted = "";
        if (at < text.Length && text[at] == '"')
        {
            (at, quoted) = ReadQuoted(text, at + 1);
        }

        var end = text.AsSpan(at).IndexOfAny(separator, '\r', '\n') is var length and >= 0 ? at + length : text.Length;
        cells.Add(string.Concat(quoted, text.AsSpan(at, end - at)));
        return end;
    }

    private static (int End, string Text) ReadQuoted(string text, int at)
    {
        var start = at;
        var cell = new StringBuilder();
        while (true)
        {
            var quote = text.IndexOf('"', at);
            if (quote < 0)
            {
                throw new InvalidValueException($"A quoted cell that starts at character {start} does not end.");
            }

            cell.Append(text, at, quote - at);
            if (quote + 1 == text.Length || text[quote + 1] != '"')
            {
                return (quote + 1, cell.ToString());
            }

            cell.Append('"');
            at = quote + 2;
        }
    }
}
