using System.Text;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Conversions;

/// <summary>Tables as markdown, in the layout of Python's tabulate, which pandas uses: padded columns, numbers under each other.</summary>
public static class MarkdownTable
{
    // One long cell makes its whole column wide. Beyond this size a table is for machines, and they need no padding.
    private const long LongestPadded = 4_000_000;

    /// <summary>A table with a header and without an index. A row is one line: newlines in cells become <c>&lt;br/&gt;</c>.</summary>
    public static string Write(DataFrame frame)
    {
        if (frame.Columns.IsEmpty)
        {
            return "";
        }

        var columns = Enumerable.Range(0, frame.Columns.Length).Select(index => MarkdownColumn.Of(frame, index)).ToArray();
        var isPadded = columns.Sum(column => (long)column.Width) * (frame.Rows.Length + 2) <= LongestPadded;
        var lines = new List<string>(frame.Rows.Length + 2)
        {
            Line(columns, column => column.Pad(column.Header, isPadded)),
            "|" + string.Join('|', columns.Select(column => Rule(column, isPadded, frame.Rows.IsEmpty))) + "|",
        };

        for (var row = 0; row < frame.Rows.Length; row++)
        {
            lines.Add(Line(columns, column => column.Pad(column.Cells[row], isPadded)));
        }

        return string.Join('\n', lines);
    }

    /// <summary>The table of the first rows, with at least so many characters where there are more.</summary>
    internal static string Write(DataFrame frame, int enough)
    {
        // No cell takes less than three characters, and no line less than two beside its cells.
        var rows = enough / ((3L * frame.Columns.Length) + 2) + 1;
        return Write(enough == int.MaxValue || frame.Rows.Length <= rows ? frame : new DataFrame(frame.Columns, frame.Rows[..(int)rows]));
    }

    /// <summary>A text that stays in its cell: pipes escaped, no newlines.</summary>
    internal static string Escape(string text) => text.AsSpan().IndexOfAny('|', '\n', '\r') < 0
        ? text
        : new StringBuilder(text.Trim('\r', '\n'))
            .Replace("\r\n", "\n")
            .Replace('\r', '\n')
            .Replace("\n", "<br/>")
            .Replace("|", "\\|")
            .ToString();

    private static string Line(MarkdownColumn[] columns, Func<MarkdownColumn, string> cell) =>
        "| " + string.Join(" | ", columns.Select(cell)) + " |";

    private static string Rule(MarkdownColumn column, bool isPadded, bool isEmpty)
    {
        var width = isPadded ? column.Width + 1 : 3;
        return isEmpty ? new string('-', width + 1)
            : column.IsNumeric ? new string('-', width) + ':'
            : ':' + new string('-', width);
    }
}
