using SkillFlaw.Bench.All.Sending;

namespace SkillFlaw.Bench.All.Scenarios;

/// <summary>Runs and builds of flows without a model.</summary>
internal static class RunScenarios
{
    public const int Vertices = 30;

    private const int Iterations = 1_000;
    private const string Input = "hello @connection@ @number@";
    private const string Echo = $"Hello from SkillFlaw! You said: {Input}";
    private const string End = "\"event\":\"end\"";
    private const string Session = "\"session_id\":\"s@connection@-@turn@\"";
    private const string Unstored = "\"tweaks\":{\"ChatInput-hello1\":{\"should_store_message\":false},\"ChatOutput-hello3\":{\"should_store_message\":false}}";
    private const string BuildInputs = $$$"""{"inputs":{"input_value":"{{{Input}}}"}}""";

    /// <summary>What a run that stores nothing is asked.</summary>
    public const string PlainBody = $$"""{"input_value":"{{Input}}",{{Session}},{{Unstored}}}""";

    /// <summary>What a run whose messages are stored is asked.</summary>
    public const string StoredBody = $$"""{"input_value":"{{Input}}",{{Session}}}""";

    private static readonly Scenario[] _all =
    [
        Plain("chat-plain", "echo"),
        Stored("chat-stored", 64),
        new("chat-stream", 64, new LoadStep("/api/v1/run/echo?stream=true", PlainBody, Echo, End)) { Limit = Limit(PlainBody), Stores = false },
        new("chat-stream-stored", 64, new LoadStep("/api/v1/run/echo?stream=true", StoredBody, Echo, End)) { Limit = Limit(StoredBody) },
        Plain("fan-out", "fan-out") with { Parts = (Vertices, "vertex") },
        new("loop", 2, new LoadStep("/api/v1/run/bench-loop", """{"input_value":""}""", $"City {Iterations - 1} (Country) lies on the River {Iterations - 1}."))
        {
            Limit = new("/run?size=@size@", """{"input_value":""}""", "\"filler\""), Stores = false, MayBeLate = true, Parts = (Iterations, "iteration"),
        },
        new("builds", 64, new("/api/v1/build/@id@/flow", BuildInputs, "job_id"), new("/api/v1/build/@job@/events", null, Echo, End))
        {
            Limit = Limit(BuildInputs, "\"filler\""), Parts = (5, "vertex"),
        },
        new(
            "builds-polled",
            64,
            new("/api/v1/build/@id@/flow", BuildInputs, "job_id"),
            new("/api/v1/build/@job@/events?event_delivery=polling", null) { Until = End })
        {
            Limit = Limit(BuildInputs, "\"filler\""), Parts = (5, "vertex"),
        },
    ];

    public static string[] Names { get; } = [.. _all.Select(scenario => scenario.Name)];

    public static async Task MeasureAsync(BenchRun run)
    {
        foreach (var postgres in run.Databases)
        {
            var scenarios = _all.Where(scenario => run.Wants(scenario.Name) && (scenario.Stores || postgres == run.Databases[0])).ToArray();
            if (scenarios.Length == 0)
            {
                continue;
            }

            await using var server = await run.StartAsync(postgres);
            await server.SaveFlowAsync("fan-out", BenchFlows.FanOut(Vertices), run.Stopped);
            await server.SaveFlowAsync("bench-loop", BenchFlows.Loop(Iterations), run.Stopped);
            await server.SaveFlowAsync("chain", BenchFlows.Chain(5), run.Stopped);
            var chain = $"{await server.FlowIdAsync("chain", run.Stopped)}";
            foreach (var scenario in scenarios)
            {
                await run.MeasureAsync(server, scenario with
                {
                    Steps = [.. scenario.Steps.Select(step => step with { Path = step.Path.Replace("@id@", chain, StringComparison.Ordinal) })],
                });
            }
        }
    }

    /// <summary>A run that stores nothing.</summary>
    public static Scenario Plain(string name, string flow, int connections = 64) =>
        new(name, connections, new LoadStep($"/api/v1/run/{flow}", PlainBody, Echo)) { Limit = Limit(PlainBody), Stores = false };

    /// <summary>A run whose two messages are committed before it is answered.</summary>
    public static Scenario Stored(string name, int connections) =>
        new(name, connections, new LoadStep("/api/v1/run/echo", StoredBody, Echo)) { Limit = Limit(StoredBody) };

    /// <summary>The bare endpoint that parses the same body.</summary>
    public static LoadStep Limit(string body, string expected = Input) => new("/run?size=@size@", body, expected);
}
