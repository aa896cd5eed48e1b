using SkillFlaw.Bench.All.Processes;
using SkillFlaw.Bench.All.Results;
using SkillFlaw.Bench.All.Sending;

namespace SkillFlaw.Bench.All.Scenarios;

/// <summary>What stays in the server's memory after full collections: for each session, for each run in progress, and after all that.</summary>
internal static class MemoryScenarios
{
    private const int Sessions = 100_000;
    private const int Jobs = 5_000;

    // Long enough for all of them to wait at the same time.
    private static readonly TimeSpan _wait = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan _untilAllWait = TimeSpan.FromSeconds(18);

    // Connections that nobody uses are kept for a minute.
    private static readonly TimeSpan _untilConnectionsGo = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan _rest = TimeSpan.FromSeconds(3);

    public static string[] Names { get; } = ["memory"];

    public static async Task MeasureAsync(BenchRun run)
    {
        await MeasureSessionsAsync(run);
        await MeasureJobsAsync(run);
    }

    private static async Task MeasureSessionsAsync(BenchRun run)
    {
        await using var server = await run.StartAsync(run.Databases[0]);
        var job = new LoadJob(server.Port, server.ApiKey, 64, [Step("w")]) { Most = 10_000, Seconds = 300 };
        await run.SendAsIsAsync(server, job);
        var before = await CollectAsync(server, run.Stopped);
        var round = await run.SendAsIsAsync(server, job with { Steps = [Step("m")], Most = Sessions });
        Check(round);
        var resident = server.Memory;
        var after = await CollectAsync(server, run.Stopped);
        Add($"managed memory, before and after {Sessions:N0} runs in a session each", $"{before:F1} MB, {after:F1} MB");
        Add("that is, for an idle session", $"{(after - before) * 1e6 / Sessions:N0} bytes");
        Add("resident memory right after these runs, and after the collection", $"{resident:F0} MB, {server.Memory:F0} MB");

        void Add(string name, string value) => run.Results.Add(new Figure(name, ResultRow.DatabaseOf(server), value));
    }

    private static async Task MeasureJobsAsync(BenchRun run)
    {
        await using var model = await SlowModel.StartAsync(_wait, run.Stopped);
        await using var server = await run.StartAsync(run.Databases[0], ModelScenarios.Settings(model));
        var job = ModelScenarios.Chat(Jobs).Job(server) with { Most = Jobs, Seconds = 120 };
        await run.SendAsIsAsync(server, job with { Connections = 500, Most = 500 });
        var before = await CollectAsync(server, run.Stopped);
        var sending = run.SendAsIsAsync(server, job);
        await Task.Delay(_untilAllWait, run.Stopped);
        var resident = server.Memory;
        var during = server.Collect();
        Check(await sending);
        var after = await CollectAsync(server, run.Stopped);
        await Task.Delay(_untilConnectionsGo, run.Stopped);
        Add($"managed memory before {Jobs:N0} runs wait for their model, and while they do", $"{before:F1} MB, {during:F1} MB");
        Add("after their end, and when their connections to the model have been closed", $"{after:F1} MB, {server.Collect():F1} MB");
        Add("that is, for a run that waits, its two connections included", $"{(during - before) * 1e6 / Jobs:N0} bytes");
        Add("resident memory while they wait", $"{resident:F0} MB");

        void Add(string name, string value) => run.Results.Add(new Figure(name, ResultRow.DatabaseOf(server), value));
    }

    // What is put away a moment after the last run is gone by then.
    private static async Task<double> CollectAsync(MeasuredServer server, CancellationToken cancellationToken)
    {
        await Task.Delay(_rest, cancellationToken);
        return server.Collect();
    }

    private static LoadStep Step(string session) => new(
        "/api/v1/run/echo", $$"""{"input_value":"hello","session_id":"{{session}}@connection@-@number@"}""", "You said: hello");

    private static void Check(LoadRound round)
    {
        if (ResultRow.Refusal([round], mayBeLate: true) is { } refusal)
        {
            throw new BenchException($"The memory was not measured: {refusal}.");
        }
    }
}
