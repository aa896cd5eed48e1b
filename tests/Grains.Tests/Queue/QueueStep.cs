using System.Collections.Concurrent;
using SkillFlaw.Components;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Grains.Queue;

/// <summary>A step that does what the test of its flow says, and notes each time that it was called.</summary>
[Component("Step", Category = "tests", DisplayName = "Step", Description = "A step of a test.", Icon = "box")]
internal sealed class QueueStep : Component
{
    /// <summary>What steps do, by flow.</summary>
    public static ConcurrentDictionary<string, StepScript> Scripts { get; } = new();

    [Output("out", Method = "make_out", DisplayName = "Out")]
    public async ValueTask<Message> Make(CancellationToken cancellationToken)
    {
        var call = Context.Call;
        var script = Scripts[call.Run.FlowId];
        script.Calls.Enqueue((call.Run.RunId, call.VertexId));
        if (script.ReachesOut.Contains(call.VertexId))
        {
            using var client = Context.Host.CreateHttpClient("test");
        }

        await script.Do(call, cancellationToken);
        return new Message(call.VertexId);
    }
}

/// <summary>What the steps of a flow do, and what they did.</summary>
internal sealed class StepScript
{
    public Func<VertexCall, CancellationToken, Task> Do { get; set; } = (_, _) => Task.CompletedTask;

    public HashSet<string> ReachesOut { get; init; } = [];

    public ConcurrentQueue<(string Job, string Vertex)> Calls { get; } = new();

    public IEnumerable<string> CallsOf(Guid job) => Calls.Where(call => call.Job == job.ToString()).Select(call => call.Vertex);
}
