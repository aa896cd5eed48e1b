using System.Diagnostics;
using System.Text.Json;
using SkillFlaw.Bench.All.Processes;
using SkillFlaw.Bench.All.Results;
using SkillFlaw.Bench.All.Sending;

namespace SkillFlaw.Bench.All.Scenarios;

/// <summary>Webhooks: accepted, completed, at half of the peak, and of two tenants.</summary>
internal static class WebhookScenarios
{
    public const string Flow = "bench-webhook";
    public const string Body = """{"who":"Ada","what":"created","text":"hello @number@","items":[1,2,3]}""";

    private const int Rounds = 3;

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(10);
    private static readonly Scenario _accepted = new("webhooks accepted", 64, Step())
    {
        Limit = new LoadStep("/webhook", Body, "job_id") { Status = 202 },
    };

    public static string[] Names { get; } = ["webhooks", "webhooks-half", "tenants"];

    public static async Task MeasureAsync(BenchRun run)
    {
        foreach (var postgres in run.Databases)
        {
            await using var server = await run.StartAsync(postgres);
            await server.SaveFlowAsync(Flow, BenchFlows.Webhook(), run.Stopped);
            if (run.Wants("webhooks") || run.Wants("webhooks-half"))
            {
                var peak = await MeasureAsync(run, server);
                if (run.Wants("webhooks-half"))
                {
                    await MeasureHalfAsync(run, server, peak);
                }
            }

            if (run.Wants("tenants"))
            {
                await TenantScenario.MeasureAsync(run, server);
            }
        }
    }

    public static LoadStep Step() => new($"/api/v1/webhook/{Flow}", Body, "job_id") { Status = 202 };

    /// <summary>Waits until no job is queued.</summary>
    public static async Task DrainAsync(MeasuredServer server, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        while ((await QueueAsync(server, cancellationToken)).GetProperty("queued_jobs").GetInt64() > 0)
        {
            if (Stopwatch.GetElapsedTime(began) > _patience)
            {
                throw new BenchException("Jobs are still queued after ten minutes.");
            }

            await Task.Delay(50, cancellationToken);
        }
    }

    private static async Task<JsonElement> QueueAsync(MeasuredServer server, CancellationToken cancellationToken) =>
        JsonElement.Parse(await server.GetAsync("/api/v1/monitor/job_queue", cancellationToken));

    // Both are seen in the same rounds: the jobs run while others are accepted, and what is left when the time is over runs to its end.
    private static async Task<double> MeasureAsync(BenchRun run, MeasuredServer server)
    {
        var limit = _accepted.LimitJob(run.Bare, 0)!;
        await run.WarmUpAsync(run.Bare, limit);
        await run.WarmUpAsync(server, _accepted.Job(server));
        await DrainAsync(server, run.Stopped);
        List<LoadRound> accepted = [], limits = [], completed = [];
        for (var i = 0; i < Rounds; i++)
        {
            limits.Add(await run.SendAsync(run.Bare, limit));
            var (began, before) = (Stopwatch.GetTimestamp(), server.TakeUsage());
            var round = await run.SendAsync(server, _accepted.Job(server));
            accepted.Add(round);
            await DrainAsync(server, run.Stopped);
            var result = round.Result with { PerSecond = round.Result.Answered / Stopwatch.GetElapsedTime(began).TotalSeconds };
            completed.Add(new(result, server.TakeUsage() - before));
        }

        run.Results.Add(ResultRow.Of(_accepted, server, accepted, limits));
        run.Results.Add(ResultRow.Of(_accepted with { Name = "webhooks completed" }, server, completed, limits) with { P50 = null, P99 = null });
        return ResultRow.Median(accepted).Result.PerSecond;
    }

    private static async Task MeasureHalfAsync(BenchRun run, MeasuredServer server, double peak)
    {
        var scenario = _accepted with { Name = "webhooks-half" };
        List<LoadRound> rounds = [];
        for (var i = 0; i < Rounds; i++)
        {
            rounds.Add(await run.SendAsync(server, scenario.Job(server) with { PerSecond = peak / 2 }));
            await DrainAsync(server, run.Stopped);
        }

        run.Results.Add(ResultRow.Of(scenario, server, rounds, []) with { Note = "evenly sent, counted from when each was due" });
    }
}
