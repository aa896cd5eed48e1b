using SkillFlaw.Bench.All.Processes;
using SkillFlaw.Bench.All.Results;
using SkillFlaw.Bench.All.Scenarios;
using SkillFlaw.Bench.All.Sending;

namespace SkillFlaw.Bench.All;

/// <summary>A run of the benchmarks: what is running, and how a scenario is measured.</summary>
/// <param name="options">What to measure.</param>
/// <param name="published">The folder of the server to measure.</param>
/// <param name="databases">The databases to measure with; null is SQLite.</param>
/// <param name="bare">The limit.</param>
/// <param name="load">Sends.</param>
/// <param name="results">Takes what was measured.</param>
/// <param name="stopped">Ends the run.</param>
internal sealed class BenchRun(
    AllOptions options, string published, PostgresServer?[] databases, MeasuredServer bare, LoadProcess load, BenchResults results, CancellationToken stopped)
{
    private const int Rounds = 3;
    private const double FirstWarmUp = 3;
    private const int MostWarmUps = 5;

    private readonly HashSet<MeasuredServer> _warm = [];

    public AllOptions Options => options;

    public string Published => published;

    public MeasuredServer Bare => bare;

    public IReadOnlyList<PostgresServer?> Databases => databases;

    public BenchResults Results => results;

    public CancellationToken Stopped => stopped;

    public bool Wants(string name) => options.Only.Length == 0 || options.Only.Contains(name);

    /// <summary>Starts SkillFlaw with an empty database.</summary>
    public Task<MeasuredServer> StartAsync(PostgresServer? postgres, params (string Name, string Value)[] settings) =>
        MeasuredServer.StartAsync(published, postgres, settings, stopped);

    /// <summary>Measures a scenario beside its limit: a round to warm up, then three of each in turn; the median counts.</summary>
    public async Task<ResultRow> MeasureAsync(MeasuredServer server, Scenario scenario)
    {
        var warmUp = await WarmUpAsync(server, scenario.Job(server));
        var limit = scenario.LimitJob(bare, warmUp.Result.BodyBytes);
        if (limit is not null)
        {
            await WarmUpAsync(bare, limit);
        }

        List<LoadRound> rounds = [], limits = [];
        for (var i = 0; i < Rounds; i++)
        {
            if (limit is not null)
            {
                limits.Add(await SendAsync(bare, limit));
            }

            rounds.Add(await SendAsync(server, scenario.Job(server)));
        }

        var row = ResultRow.Of(scenario, server, rounds, limits);
        results.Add(row);
        return row;
    }

    /// <summary>One round for the time that was asked for, or longer where the job says so.</summary>
    public Task<LoadRound> SendAsync(MeasuredServer server, LoadJob job) => SendAsIsAsync(server, job with { Seconds = Math.Max(options.Seconds, job.Seconds) });

    /// <summary>One round of the job's own time.</summary>
    public Task<LoadRound> SendAsIsAsync(MeasuredServer server, LoadJob job) => load.SendAsync(job, server, stopped);

    /// <summary>Rounds that do not count: one, and on a server that has just been started as many as still make it faster.</summary>
    public async Task<LoadRound> WarmUpAsync(MeasuredServer server, LoadJob job)
    {
        var longer = job with { Seconds = Math.Max(Math.Max(options.Seconds, job.Seconds), FirstWarmUp) };
        if (!_warm.Add(server))
        {
            return await SendAsync(server, job);
        }

        // Code that is called often is compiled again, beside the first requests: how long that goes on depends on what else the machine does.
        var round = await SendAsIsAsync(server, longer);
        for (var i = 0; i < MostWarmUps; i++)
        {
            var next = await SendAsIsAsync(server, longer);
            if (next.CpuEach > round.CpuEach * 0.95)
            {
                return next;
            }

            round = next;
        }

        return round;
    }
}
