using System.Collections.Immutable;

namespace SkillFlaw.Grains.Flows;

/// <inheritdoc />
internal sealed class FollowedFlowsGrain(TimeProvider clock) : Grain, IFollowedFlowsGrain
{
    private static readonly TimeSpan _lease = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, long> _followed = [];

    public Task Follow(string flow)
    {
        _followed[flow] = clock.GetTimestamp();
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<string>> List()
    {
        foreach (var (flow, _) in _followed.Where(each => clock.GetElapsedTime(each.Value) >= _lease).ToArray())
        {
            _followed.Remove(flow);
        }

        return Task.FromResult<ImmutableArray<string>>([.. _followed.Keys]);
    }
}
