using SkillFlaw.Bench.All.Processes;
using SkillFlaw.Bench.All.Scenarios;
using SkillFlaw.Bench.All.Sending;

namespace SkillFlaw.Bench.All.Results;

/// <summary>What a scenario has come to: the round with the median rate. CPU is in microseconds of the server's process, times are in milliseconds.</summary>
internal sealed record ResultRow(string Scenario, string Database, int Connections, double PerSecond, double? P50, double? P99)
{
    /// <summary>The rate of the bare endpoint, if there is one to compare with.</summary>
    public double? LimitPerSecond { get; init; }

    public double? LimitCpu { get; init; }

    public double? Cpu { get; init; }

    public double? DatabaseCpu { get; init; }

    public double? Bytes { get; init; }

    /// <summary>Resident memory of the server at the end, in megabytes.</summary>
    public double? Memory { get; init; }

    /// <summary>Null when it counts: every answer was right, and came within a second.</summary>
    public string? Refused { get; init; }

    public string Note { get; init; } = "";

    /// <summary>What an operation cost the load generator.</summary>
    public double LoadCpu { get; init; }

    public double? OfLimit => PerSecond / LimitPerSecond;

    public static string DatabaseOf(MeasuredServer server, bool stores = true) => !stores ? "" : server.IsPostgres ? "PostgreSQL" : "SQLite";

    public static ResultRow Of(Scenario scenario, MeasuredServer server, List<LoadRound> rounds, List<LoadRound> limits)
    {
        var median = Median(rounds);
        var limit = limits.Count == 0 ? null : Median(limits);
        var notes = new List<string>();
        if (scenario.Parts is var (count, part))
        {
            notes.Add($"{median.CpuEach / count:F2} µs per {part}");
        }

        if (scenario.Steps[^1].Expected.Length > 1 && scenario.Steps[^1].Until is null)
        {
            notes.Add($"first byte p50 {median.Result.FirstP50:F1} ms, p99 {median.Result.FirstP99:F1} ms");
        }

        return new(scenario.Name, DatabaseOf(server, scenario.Stores), scenario.Connections, median.Result.PerSecond, median.Result.P50, median.Result.P99)
        {
            LimitPerSecond = limit?.Result.PerSecond,
            LimitCpu = limit?.CpuEach,
            Cpu = median.CpuEach,
            DatabaseCpu = scenario.Stores && server.IsPostgres ? median.DatabaseCpuEach : null,
            Bytes = median.BytesEach,
            Memory = server.Memory,
            LoadCpu = median.Result.OwnCpu,
            Refused = Refusal([.. rounds, .. limits], scenario.MayBeLate),
            Note = string.Join("; ", notes),
        };
    }

    /// <summary>The round whose rate is in the middle.</summary>
    public static LoadRound Median(List<LoadRound> rounds) => rounds.OrderBy(round => round.Result.PerSecond).ElementAt(rounds.Count / 2);

    /// <summary>Why rounds do not count; null if they do.</summary>
    public static string? Refusal(IReadOnlyList<LoadRound> rounds, bool mayBeLate)
    {
        var (wrong, late) = (rounds.Sum(round => round.Result.Wrong), rounds.Sum(round => round.Result.Late));
        if (rounds.Select(round => round.Result.Sample).FirstOrDefault(sample => sample is not null) is { } sample)
        {
            Console.Error.WriteLine($"A wrong answer: {sample}");
        }

        return (wrong, mayBeLate ? 0 : late) switch
        {
            (0, 0) => rounds.All(round => round.Result.Answered > 0) ? null : "nothing was answered",
            (0, var count) => $"{count:N0} answers took longer than a second",
            var (count, _) => $"{count:N0} answers were wrong",
        };
    }
}
