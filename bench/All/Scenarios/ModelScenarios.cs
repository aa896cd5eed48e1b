using SkillFlaw.Bench.All.Processes;
using SkillFlaw.Bench.All.Sending;

namespace SkillFlaw.Bench.All.Scenarios;

/// <summary>Runs that wait 200 ms for a model, thousands at once.</summary>
internal static class ModelScenarios
{
    private const string Body =
        """{"input_value":"hello @connection@ @number@","session_id":"s@connection@-@turn@","tweaks":{"ChatInput-basic1":{"should_store_message":false},"ChatOutput-basic4":{"should_store_message":false}}}""";

    public static string[] Names { get; } = ["model-200ms"];

    public static async Task MeasureAsync(BenchRun run)
    {
        await using var model = await SlowModel.StartAsync(TimeSpan.FromMilliseconds(200), run.Stopped);
        await using var server = await run.StartAsync(run.Databases[0], Settings(model));
        foreach (var connections in new[] { 2_000, 5_000 })
        {
            await run.MeasureAsync(server, Chat(connections));
        }
    }

    /// <summary>The settings of a server that asks this model.</summary>
    public static (string Name, string Value)[] Settings(SlowModel model) => [("OPENAI_BASE_URL", model.Url), ("OPENAI_API_KEY", "bench")];

    /// <summary>A chat with a model.</summary>
    public static Scenario Chat(int connections) =>
        new("model-200ms", connections, new LoadStep("/api/v1/run/basic-prompting", Body, "echo: hello @connection@ @number@"))
        {
            Limit = new("/run?size=@size@&delay=200", Body, "hello @connection@ @number@"),
            Stores = false,
            LeastSeconds = 4,
        };
}
