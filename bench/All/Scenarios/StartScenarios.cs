using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using SkillFlaw.Bench.All.Processes;
using SkillFlaw.Bench.All.Results;

namespace SkillFlaw.Bench.All.Scenarios;

/// <summary>From the beginning of the process to the first answered run, and its memory when nothing happens. Without anything of ours in it.</summary>
internal static partial class StartScenarios
{
    private const int Starts = 5;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    public static string[] Names { get; } = ["cold-start"];

    public static async Task MeasureAsync(BenchRun run)
    {
        foreach (var postgres in run.Databases)
        {
            var folder = Directory.CreateTempSubdirectory("skillflaw-bench-").FullName;
            try
            {
                await MeasureAsync(run, postgres, folder);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task MeasureAsync(BenchRun run, PostgresServer? postgres, string folder)
    {
        var database = postgres is null ? "SQLite" : "PostgreSQL";
        Dictionary<string, string> settings = new()
        {
            ["SKILLFLAW_CONFIG_DIR"] = folder,
            ["SKILLFLAW_PORT"] = "0",
            ["SKILLFLAW_DATABASE_URL"] = postgres?.NewDatabase() ?? $"sqlite:///{folder}/skillflaw.db",
        };
        var (first, key) = await StartAsync(run, settings, null, null);
        List<double> starts = [];
        var memory = 0.0;
        for (var i = 0; i < Starts; i++)
        {
            var isLast = i == Starts - 1;
            var (took, _) = await StartAsync(run, settings, key, isLast ? resident => memory = resident : null);
            starts.Add(took);
        }

        run.Results.Add(new Figure("from the start of the process to the first answered run, with an empty folder", database, Seconds(first)));
        run.Results.Add(new Figure("the same with an existing database", database, Seconds(starts.Order().ElementAt(Starts / 2))));
        run.Results.Add(new Figure("resident memory five seconds after that", database, $"{memory:F0} MB"));
    }

    private static string Seconds(double seconds) => $"{seconds:F2} s";

    private static async Task<(double Seconds, string Key)> StartAsync(BenchRun run, Dictionary<string, string> settings, string? key, Action<double>? idle)
    {
        var began = Stopwatch.GetTimestamp();
        await using var process = MeasuredServer.Start(run.Published, settings);
        key ??= Shown().Match(await process.ReadLineAsync(line => Shown().IsMatch(line), _patience, run.Stopped)).Groups[1].Value;
        var address = ListensOn().Match(await process.ReadLineAsync(line => ListensOn().IsMatch(line), _patience, run.Stopped)).Groups[1].Value;
        using var client = new HttpClient { BaseAddress = new Uri(address), DefaultRequestHeaders = { { "x-api-key", key } } };
        using var answer = await client.PostAsJsonAsync("/api/v1/run/echo", new { input_value = "hello" }, run.Stopped);
        answer.EnsureSuccessStatusCode();
        var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        if (idle is not null)
        {
            await Task.Delay(TimeSpan.FromSeconds(5), run.Stopped);
            idle(ProcessFiles.MemoryOf(process.Id));
        }

        return (took, key);
    }

    [GeneratedRegex(@"listening on (\S+)")]
    private static partial Regex ListensOn();

    [GeneratedRegex(@"API key\s+(sk-\S+)")]
    private static partial Regex Shown();
}
