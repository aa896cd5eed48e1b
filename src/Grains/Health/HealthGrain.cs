using Orleans.Concurrency;

namespace SkillFlaw.Grains.Health;

/// <summary>A stateless worker, so that it is on the node that asks: each node is asked for its own health.</summary>
[StatelessWorker]
internal sealed class HealthGrain : Grain, IHealthGrain
{
    public Task Beat() => Task.CompletedTask;
}
