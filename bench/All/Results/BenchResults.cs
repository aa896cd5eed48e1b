namespace SkillFlaw.Bench.All.Results;

/// <summary>What was measured so far.</summary>
internal sealed class BenchResults
{
    public List<ResultRow> Rows { get; init; } = [];

    public List<Figure> Figures { get; init; } = [];

    public List<GrowthPoint> Growth { get; init; } = [];

    public List<string> Notes { get; init; } = [];

    public bool IsEmpty => Rows.Count == 0 && Figures.Count == 0 && Growth.Count == 0;

    public void Add(ResultRow row)
    {
        Rows.Add(row);
        Say($"{row.Scenario} {row.Database} {row.Connections}: {row.PerSecond:N0}/s, {row.OfLimit:F2} of the limit, p50 {row.P50:F1}, p99 {row.P99:F1} ms, "
            + $"{row.Cpu:F1} µs, {row.Bytes:N0} bytes, {row.Memory:F0} MB, {row.LoadCpu:F1} µs of load {row.Refused}");
    }

    public void Add(Figure figure)
    {
        Figures.Add(figure);
        Say($"{figure.Name} {figure.Database}: {figure.Value}");
    }

    public void Add(GrowthPoint point)
    {
        Growth.Add(point);
        Say($"{point.Curve} {point.Series} {point.At:N0}: {point.Value:F1} µs");
    }

    public void Note(string note)
    {
        Notes.Add(note);
        Say(note);
    }

    private static void Say(string line) => Console.Error.WriteLine(line);
}

/// <summary>A result that is no rate.</summary>
internal sealed record Figure(string Name, string Database, string Value);

/// <summary>What something costs at a size: microseconds of the server's CPU.</summary>
internal sealed record GrowthPoint(string Curve, string Series, double At, double Value);
