using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using SkillFlaw.Grains.Flows;
using SkillFlaw.Graph.Flows;
using SkillFlaw.WebApi.Flows;

namespace SkillFlaw.WebApi.Responses;

/// <summary>Knows which flows one can talk with: those that have a ChatInput and a ChatOutput. A version is looked at once.</summary>
internal sealed class ChatFlows(IGrainFactory grains)
{
    private const int Capacity = 100_000;
    private const string Input = "ChatInput";
    private const string Output = "ChatOutput";

    private readonly ConcurrentDictionary<FlowKey, Looked> _flows = new();

    /// <summary>The component that a flow lacks; null where it lacks none, or cannot be loaded, which its run tells better.</summary>
    public async ValueTask<string?> FindMissingAsync(Guid tenantId, FlowEntry flow, CancellationToken cancellationToken)
    {
        if (flow.IsEmpty)
        {
            return Input;
        }

        var key = new FlowKey(tenantId, flow.FlowId);
        if (_flows.TryGetValue(key, out var known) && known.Version >= flow.Version)
        {
            return known.Missing;
        }

        if (await grains.GetGrain<IFlowGrain>(key.ToString()).Read(cancellationToken) is not { } snapshot)
        {
            return null;
        }

        if (_flows.Count >= Capacity)
        {
            _flows.Clear();
        }

        var missing = MissingIn(snapshot);
        _flows[key] = new Looked(snapshot.Version, missing);
        return missing;
    }

    private static string? MissingIn(FlowSnapshot snapshot)
    {
        try
        {
            var types = FlowDefinition.Parse(ImmutableCollectionsMarshal.AsArray(snapshot.Document)).Vertices.Select(vertex => vertex.Type).ToHashSet();
            return !types.Contains(Input) ? Input : !types.Contains(Output) ? Output : null;
        }
        catch (InvalidFlowException)
        {
            return null;
        }
    }

    private sealed record Looked(long Version, string? Missing);
}
