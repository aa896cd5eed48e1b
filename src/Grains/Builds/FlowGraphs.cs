using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using SkillFlaw.Grains.Flows;
using SkillFlaw.Graph;
using SkillFlaw.Graph.Flows;

namespace SkillFlaw.Grains.Builds;

/// <summary>The compiled flows of this process, by version, so that a run asks the flow's grain only after a change.</summary>
internal sealed class FlowGraphs(IOptions<RunOptions> options)
{
    private readonly ConcurrentDictionary<FlowKey, Compiled> _compiled = new();

    /// <summary>The graph of a flow in a version, or in a newer one.</summary>
    /// <exception cref="InvalidFlowException">It cannot be loaded.</exception>
    /// <exception cref="RunFailedException">There is no such flow.</exception>
    public async ValueTask<FlowGraph> GetAsync(FlowKey key, long version, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (_compiled.TryGetValue(key, out var known) && known.Version >= version)
        {
            return known.Graph;
        }

        var snapshot = await grains.GetGrain<IFlowGrain>(key.ToString()).Read(cancellationToken)
            ?? throw new RunFailedException($"Flow {key.FlowId} not found");
        var document = ImmutableCollectionsMarshal.AsArray(snapshot.Document);
        var graph = FlowGraph.Compile(FlowDefinition.Parse(document));

        // Which ones are dropped does not matter much: a dropped one costs a read and a compilation.
        if (_compiled.Count >= options.Value.CachedFlows)
        {
            _compiled.Clear();
        }

        _compiled[key] = new Compiled(snapshot.Version, graph);
        return graph;
    }

    private sealed record Compiled(long Version, FlowGraph Graph);
}
