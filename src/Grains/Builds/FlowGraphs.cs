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
    private readonly Lock _keeping = new();
    private long _bytes;

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

            Keep(key.Flow, new Compiled(snapshot.Version, graph, document!.Length));
            return graph;
        }
        finally
        {
            _loading.TryRemove(key, out _);
        }
    }

    // Which ones are dropped does not matter much: a dropped one costs a read and a compilation. Not all of them, or many flows in turn would find
    // none.
    private void Keep(FlowKey flow, Compiled compiled)
    {
        lock (_keeping)
        {
            _bytes += compiled.Bytes - (_compiled.TryGetValue(flow, out var before) ? before.Bytes : 0);
            _compiled[flow] = compiled;
            if (_bytes <= options.Value.CachedFlowBytes)
            {
                return;
            }

            foreach (var (other, dropped) in _compiled)
            {
                if (_bytes <= options.Value.CachedFlowBytes / 4 * 3)
                {
                    return;
                }

                _compiled.TryRemove(other, out _);
                _bytes -= dropped.Bytes;
            }
        }
    }

    private sealed record Compiled(long Version, FlowGraph Graph, int Bytes);
}
