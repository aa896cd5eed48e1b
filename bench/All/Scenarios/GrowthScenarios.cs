using SkillFlaw.Bench.All.Processes;
using SkillFlaw.Bench.All.Results;
using SkillFlaw.Bench.All.Sending;

namespace SkillFlaw.Bench.All.Scenarios;

/// <summary>What becomes of the cost of a run, or of a vertex, when there is more of something.</summary>
internal static class GrowthScenarios
{
    public const string Flows = "growth-flows";
    public const string Messages = "growth-messages";
    public const string Concurrency = "growth-concurrency";
    public const string Vertices = "growth-vertices";

    private const int Rounds = 3;

    // Until then a new server still compiles what is called often, and the first points of a curve would be too high.
    private const int WarmRuns = 200_000;
    private const int MostWarmUps = 30;

    private static readonly int[] _flows = [10, 100, 1_000, 10_000];
    private static readonly int[] _messages = [1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
    private static readonly int[] _connections = [1, 8, 64, 512, 2_000, 5_000];
    private static readonly int[] _vertices = [3, 10, 30, 100, 300];

    public static string[] Names { get; } = [Flows, Messages, Concurrency, Vertices];

    public static async Task MeasureAsync(BenchRun run)
    {
        if (run.Wants(Flows))
        {
            await MeasureFlowsAsync(run);
        }

        if (run.Wants(Messages))
        {
            foreach (var postgres in run.Databases)
            {
                await MeasureMessagesAsync(run, postgres);
            }
        }

        if (run.Wants(Concurrency))
        {
            await MeasureConcurrencyAsync(run);
        }

        if (run.Wants(Vertices))
        {
            await MeasureVerticesAsync(run);
        }
    }

    // The runs of a round are spread over all flows.
    private static async Task MeasureFlowsAsync(BenchRun run)
    {
        await using var server = await run.StartAsync(run.Databases[0]);
        await WarmAsync(run, server);
        for (var i = 0; i < _flows.Length; i++)
        {
            await server.SaveFlowsAsync("flow", i == 0 ? 0 : _flows[i - 1], _flows[i], BenchFlows.Echo(), run.Stopped);
            await AddAsync(run, server, RunScenarios.Plain(Flows, "flow-@turn@") with { Turns = _flows[i] }, "nothing stored", _flows[i]);
        }
    }

    private static async Task MeasureMessagesAsync(BenchRun run, PostgresServer? postgres)
    {
        await using var server = await run.StartAsync(postgres);
        await WarmAsync(run, server);
        var before = 0;
        foreach (var count in _messages.Where(count => count <= run.Options.Messages))
        {
            await StoredMessages.AddAsync(server, before, count, run.Stopped);
            before = count;
            await AddAsync(run, server, RunScenarios.Stored(Messages, 64), ResultRow.DatabaseOf(server), count);
        }
    }

    private static async Task MeasureConcurrencyAsync(BenchRun run)
    {
        await using var server = await run.StartAsync(run.Databases[0]);
        await WarmAsync(run, server);
        foreach (var connections in _connections)
        {
            await AddAsync(run, server, RunScenarios.Plain(Concurrency, "echo", connections), "nothing stored", connections);
        }

        foreach (var connections in _connections)
        {
            await AddAsync(run, server, RunScenarios.Stored(Concurrency, connections), "both messages committed", connections);
        }
    }

    private static async Task MeasureVerticesAsync(BenchRun run)
    {
        await using var server = await run.StartAsync(run.Databases[0]);
        await WarmAsync(run, server);
        foreach (var vertices in _vertices)
        {
            await server.SaveFlowAsync($"chain-{vertices}", BenchFlows.Chain(vertices), run.Stopped);
            await AddAsync(run, server, RunScenarios.Plain(Vertices, $"chain-{vertices}"), "a chain", vertices, vertices);
        }

        // Three vertices cannot fan out.
        foreach (var vertices in _vertices[1..])
        {
            await server.SaveFlowAsync($"fan-out-{vertices}", BenchFlows.FanOut(vertices), run.Stopped);
            await AddAsync(run, server, RunScenarios.Plain(Vertices, $"fan-out-{vertices}"), "a fan-out", vertices, vertices);
        }
    }

    // Nothing is stored: how much is stored is what a curve may be about.
    private static Task WarmAsync(BenchRun run, MeasuredServer server) =>
        SendAsync(run, server, RunScenarios.Plain("warm-up", "echo").Job(server), WarmRuns);

    private static async Task SendAsync(BenchRun run, MeasuredServer server, LoadJob job, int runs)
    {
        var answered = 0L;
        for (var i = 0; i < MostWarmUps && answered < runs; i++)
        {
            answered += (await run.SendAsync(server, job)).Result.Answered;
        }
    }

    // Answers may be late: the cost of a run is what is asked.
    private static async Task AddAsync(BenchRun run, MeasuredServer server, Scenario scenario, string series, int at, int parts = 1)
    {
        // What is measured is not the first run of each flow.
        await SendAsync(run, server, scenario.Job(server), 3 * scenario.Turns);
        List<LoadRound> rounds = [];
        for (var i = 0; i < Rounds; i++)
        {
            rounds.Add(await run.SendAsync(server, scenario.Job(server)));
        }

        if (ResultRow.Refusal(rounds, mayBeLate: true) is { } refusal)
        {
            run.Results.Note($"{scenario.Name}, {series}, {at} does not count: {refusal}.");
        }
        else
        {
            run.Results.Add(new GrowthPoint(scenario.Name, series, at, ResultRow.Median(rounds).CpuEach / parts));
        }
    }
}
