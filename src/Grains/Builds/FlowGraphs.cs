using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using SkillFlaw.Grains.Flows;
using SkillFlaw.Grains.Recovery;
using SkillFlaw.Graph;
using SkillFlaw.Graph.Flows;

namespace SkillFlaw.Grains.Builds;

/// <summary>
/// The compiled flows of this process, by version. After a change the flow's grain is asked once and the flow compiled once, however many
/// runs wait for it.
/// </summary>
internal sealed class FlowGraphs(IGrainFactory grains, JobNode node, IOptions<RunOptions> options)
{
    private readonly ConcurrentDictionary<FlowKey, Compiled> _compiled = new();
    private readonly ConcurrentDictionary<(FlowKey Flow, long Version), Lazy<Task<FlowGraph>>> _loading = new();

    /// <summary>The graph of a flow in a version, or in a newer one.</summary>
    /// <exception cref="InvalidFlowException">It cannot be loaded.</exception>
    /// <exception cref="RunFailedException">There is no such flow.</exception>
    public ValueTask<FlowGraph> GetAsync(FlowKey flow, long version, CancellationToken cancellationToken)
    {
        if (_compiled.TryGetValue(flow, out var known) && known.Version >= version)
        {
            return ValueTask.FromResult(known.Graph);
        }

        // Outside of the grain that asks first: it may give up, and the others still wait.
        var loading = _loading.GetOrAdd((flow, version), key => new Lazy<Task<FlowGraph>>(() => Task.Run(() => LoadAsync(key))));
        return new ValueTask<FlowGraph>(loading.Value.WaitAsync(cancellationToken));
    }

    private async Task<FlowGraph> LoadAsync((FlowKey Flow, long Version) key)
    {
        try
        {
            var snapshot = await LostCalls.RepeatAsync(_ => grains.GetGrain<IFlowGrain>(key.Flow.ToString()).Read(CancellationToken.None), node.Left)
                ?? throw new RunFailedException($"Flow {key.Flow.FlowId} not found");
            var document = ImmutableCollectionsMarshal.AsArray(snapshot.Document);
            var graph = FlowGraph.Compile(FlowDefinition.Parse(document));

            // Which ones are dropped does not matter much: a dropped one costs a read and a compilation.
            if (_compiled.Count >= options.Value.CachedFlows)
            {
                _compiled.Clear();
            }

            _compiled[key.Flow] = new Compiled(snapshot.Version, graph);
            return graph;
        }
        finally
        {
            _loading.TryRemove(key, out _);
        }
    }

    private sealed record Compiled(long Version, FlowGraph Graph);
}
