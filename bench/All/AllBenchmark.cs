using System.Runtime.InteropServices;
using SkillFlaw.Bench.All.Processes;
using SkillFlaw.Bench.All.Results;
using SkillFlaw.Bench.All.Scenarios;
using SkillFlaw.Bench.All.Sending;

namespace SkillFlaw.Bench.All;

/// <summary>
/// Measures SkillFlaw over HTTP, beside bare endpoints that do the least that such a server has to: it starts everything that this takes, and
/// leaves nothing behind but its results.
/// </summary>
internal static class AllBenchmark
{
    private static readonly (string[] Names, Func<BenchRun, Task> Measure)[] _sections =
    [
        (RunScenarios.Names, RunScenarios.MeasureAsync),
        (ModelScenarios.Names, ModelScenarios.MeasureAsync),
        (WebhookScenarios.Names, WebhookScenarios.MeasureAsync),
        (ListScenarios.Names, ListScenarios.MeasureAsync),
        (StartScenarios.Names, StartScenarios.MeasureAsync),
        (MemoryScenarios.Names, MemoryScenarios.MeasureAsync),
        (GrowthScenarios.Names, GrowthScenarios.MeasureAsync),
    ];

    public static string[] Names { get; } = [.. _sections.SelectMany(section => section.Names)];

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (AllOptions.Read(arguments) is not { } options)
        {
            await Console.Error.WriteLineAsync($"{AllOptions.Usage}\nNames: {string.Join(", ", Names)}");
            return 2;
        }

        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var results = new BenchResults();
        try
        {
            await MeasureAsync(options, results, stop.Token);
            return 0;
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Ctrl+C reaches the servers too, so that anything may have failed.
            await Console.Error.WriteLineAsync("Stopped.");
            return 1;
        }
        catch (BenchException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
        finally
        {
            // Also what there is when it was stopped.
            await ResultFiles.WriteAsync(results, options);
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private static async Task MeasureAsync(AllOptions options, BenchResults results, CancellationToken cancellationToken)
    {
        using var published = await PublishedServer.PrepareAsync(options.Server, cancellationToken);
        await using var postgres = options.Database is "sqlite" ? null : await PostgresServer.StartAsync(cancellationToken);
        if (postgres is null && options.Database is not "sqlite")
        {
            results.Note("PostgreSQL is not installed: its scenarios are left out.");
        }

        await using var bare = await MeasuredServer.StartBareAsync(cancellationToken);
        await using var load = LoadProcess.Start();
        PostgresServer?[] databases = options.Database is "postgresql" ? [postgres] : postgres is null ? [null] : [null, postgres];
        if (options.Database is "postgresql" && postgres is null)
        {
            throw new BenchException("There is no PostgreSQL to measure with.");
        }

        var run = new BenchRun(options, published.Folder, databases, bare, load, results, cancellationToken);
        foreach (var (names, measure) in _sections)
        {
            if (names.Any(run.Wants))
            {
                await measure(run);
            }
        }
    }
}
