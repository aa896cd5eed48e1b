using System.Text;

namespace SkillFlaw.Bench.All.Results;

/// <summary>Writes results as Markdown.</summary>
internal static class ResultTable
{
    private static readonly string[] _columns =
    [
        "scenario", "database", "at once", "per second", "limit, per second", "of the limit", "p50 ms", "p99 ms", "CPU µs each", "limit, CPU µs",
        "PostgreSQL CPU µs", "bytes each", "memory MB", "",
    ];

    public static string Write(BenchResults results, AllOptions options, string name)
    {
        var text = new StringBuilder();
        AddLine(text, $"# Over HTTP, {name}\n\n{Machine.Describe()}");
        AddLine(text, $"{options.Seconds:G3} s a round, the median of three after one to warm up. Load, limit and server share the machine. Rates in brackets do not count.");
        if (options.Server is not null)
        {
            AddLine(text, "The server was published before, and need not be of that commit.");
        }

        results.Notes.ForEach(note => AddLine(text, note));
        if (results.Rows.Count > 0)
        {
            AddHeader(text, _columns, left: 2);
            results.Rows.ForEach(row => AddRow(text, CellsOf(row)));
        }

        if (results.Figures.Count > 0)
        {
            AddHeader(text, ["", "database", ""], left: 2);
            results.Figures.ForEach(figure => AddRow(text, [figure.Name, figure.Database, figure.Value]));
        }

        foreach (var curve in results.Growth.GroupBy(point => $"{point.Curve}, {point.Series}"))
        {
            AddHeader(text, [curve.Key, .. curve.Select(point => $"{point.At:N0}")], left: 1);
            AddRow(text, ["CPU µs", .. curve.Select(point => $"{point.Value:F1}")]);
        }

        return text.ToString();
    }

    private static string[] CellsOf(ResultRow row) =>
    [
        row.Scenario,
        row.Database,
        $"{row.Connections:N0}",
        row.Refused is null ? $"{row.PerSecond:N0}" : $"({row.PerSecond:N0})",
        $"{row.LimitPerSecond:N0}",
        row.Refused is null ? $"{row.OfLimit:F2}" : "",
        $"{row.P50:F1}",
        $"{row.P99:F1}",
        $"{row.Cpu:N0}",
        $"{row.LimitCpu:N0}",
        $"{row.DatabaseCpu:N0}",
        $"{row.Bytes:N0}",
        $"{row.Memory:N0}",
        string.Join("; ", new[] { row.Refused, row.Note }.Where(part => part is { Length: > 0 })),
    ];

    private static void AddHeader(StringBuilder text, string[] columns, int left)
    {
        text.Append('\n');
        AddRow(text, columns);
        AddRow(text, [.. columns.Select((_, i) => i < left ? "---" : "---:")]);
    }

    private static void AddRow(StringBuilder text, string[] cells) => AddLine(text, $"| {string.Join(" | ", cells)} |");

    private static void AddLine(StringBuilder text, string line) => text.Append(line).Append('\n');
}
