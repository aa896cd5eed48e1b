using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Conversions;

/// <summary>A column of a <see cref="MarkdownTable"/>: its texts, how wide they are, and whether they are numbers.</summary>
internal sealed class MarkdownColumn
{
    // tabulate leaves that much room beside a header.
    private const int HeaderPadding = 2;

    // From the least general to the most general, as tabulate has them.
    private enum Kind
    {
        Missing,
        Boolean,
        Integer,
        Number,
        Text,
    }

    private MarkdownColumn(string header, string[] cells, bool isNumeric)
    {
        Header = header;
        Cells = cells;
        IsNumeric = isNumeric;
        Width = cells.Aggregate(WidthOf(header) + HeaderPadding, (widest, cell) => Math.Max(widest, WidthOf(cell)));
    }

    public string Header { get; }

    public string[] Cells { get; }

    /// <summary>Numbers are flushed right, with their points under each other.</summary>
    public bool IsNumeric { get; }

    public int Width { get; }

    public static MarkdownColumn Of(DataFrame frame, int index)
    {
        var header = MarkdownTable.Escape(frame.Columns[index]);
        var values = frame.Rows.Select(row => row[index]).ToArray();
        var kind = values.Aggregate(Kind.Boolean, (widest, value) => (Kind)Math.Max((int)widest, (int)KindOf(value)));
        var isNumeric = kind is Kind.Integer or Kind.Number;

        // Where pandas has a column of numbers, what is missing is nan; elsewhere it is None, which tabulate leaves empty.
        var missing = isNumeric && values.All(value => value is NullValue or IntegerValue or NumberValue) ? "nan" : "";
        var cells = values.Select(value => value is NullValue ? missing : MarkdownTable.Escape(Format(value, kind)));
        return new MarkdownColumn(header, isNumeric ? AlignPoints([.. cells]) : [.. cells.Select(PythonString.Strip)], isNumeric);
    }

    public string Pad(string text, bool isPadded)
    {
        var padding = new string(' ', isPadded ? Width - WidthOf(text) : 0);
        return IsNumeric ? padding + text : text + padding;
    }

    // A text that reads like a number counts as one for the layout, but keeps its characters.
    private static Kind KindOf(FlowValue value) => value switch
    {
        NullValue => Kind.Missing,
        BooleanValue or TextValue { Value: "True" or "False" } => Kind.Boolean,
        IntegerValue => Kind.Integer,
        NumberValue => Kind.Number,
        TextValue { Value: var text } when PythonText.TryParseInteger(text, out _) => Kind.Integer,
        TextValue { Value: var text } when PythonText.TryParseFloat(text, out var number) => double.IsFinite(number)
            || text.ToUpperInvariant() is "INF" or "-INF" or "NAN" ? Kind.Number : Kind.Text,
        _ => Kind.Text,
    };

    private static string Format(FlowValue value, Kind kind) => (kind, value) switch
    {
        (Kind.Number, NumberValue number) => PythonText.General(number.Value),
        (Kind.Number, BooleanValue boolean) => boolean.Value ? "1" : "0",
        (_, DataFrame) => PythonText.Repr(value),
        _ => PythonText.Str(value),
    };

    private static string[] AlignPoints(string[] cells)
    {
        var fractions = cells.Select(FractionOf).ToArray();
        var longest = fractions.DefaultIfEmpty().Max();
        return [.. cells.Select((cell, row) => cell + new string(' ', longest - fractions[row]))];
    }

    // How many characters follow the point, or the exponent of a number without one; -1 where there is neither.
    private static int FractionOf(string number)
    {
        if (PythonText.TryParseInteger(number, out _) || !PythonText.TryParseFloat(number, out _))
        {
            return -1;
        }

        var point = number.LastIndexOf('.');
        point = point < 0 ? number.LastIndexOfAny(['e', 'E']) : point;
        return point < 0 ? -1 : number.Length - point - 1;
    }

    private static int WidthOf(string text) => text.Length - text.Count(char.IsLowSurrogate);
}
