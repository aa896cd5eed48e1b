using SkillFlaw.Bench.All.Sending;

namespace SkillFlaw.Bench.All.Scenarios;

/// <summary>Lists: the flows of a user who has a thousand, and the messages of a session among a hundred thousand.</summary>
internal static class ListScenarios
{
    private const int Flows = 1_000;
    private const int Messages = 100_000;

    public static string[] Names { get; } = ["lists"];

    public static async Task MeasureAsync(BenchRun run)
    {
        foreach (var postgres in run.Databases)
        {
            await using var server = await run.StartAsync(postgres);
            await server.SaveFlowsAsync("flow", 0, Flows, BenchFlows.Echo(), run.Stopped);
            await StoredMessages.AddAsync(server, 0, Messages, run.Stopped);
            var echo = await server.FlowIdAsync("echo", run.Stopped);
            await run.MeasureAsync(server, List("lists, 1,000 flows without their data", "/api/v1/flows/?header_flows=true", 4, "flow-00999"));
            await run.MeasureAsync(server, List("lists, a page of 50 flows", "/api/v1/flows/?get_all=false&page=1&size=50", 4, "\"total\":"));
            await run.MeasureAsync(server, List(
                "lists, a session's messages", $"/api/v1/monitor/messages?flow_id={echo}&session_id=s@connection@-@turn@", 64, "s@connection@-@turn@"));
        }
    }

    private static Scenario List(string name, string path, int connections, string expected) =>
        new(name, connections, new LoadStep(path, null, expected)) { Limit = new("/list?size=@size@", null, "\"filler\"") };
}
