using Orleans.Concurrency;
using SkillFlaw.Components;
using SkillFlaw.Grains.Builds;
using SkillFlaw.Graph.Runs;

namespace SkillFlaw.Grains.Components;

/// <summary>Executes vertices of one type. It has no state, so any number of executions may be in it at once.</summary>
[StatelessWorker, Reentrant]
internal sealed class ComponentGrain(VertexExecutor executor, RunServices services) : Grain, IComponentGrain
{
    public Task<VertexResult> Execute(VertexCall call, RunScope scope, CancellationToken cancellationToken) =>
        executor.ExecuteAsync(call, new RunHost(scope, GrainFactory, services), cancellationToken);
}
