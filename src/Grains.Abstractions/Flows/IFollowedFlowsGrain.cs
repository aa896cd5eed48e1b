using System.Collections.Immutable;

namespace SkillFlaw.Grains.Flows;

/// <summary>
/// Which flows somebody follows, on any node. There is one for all (<see cref="Key"/>): so nodes ask it once a second, and not for each job. In
/// memory only, because who follows says so again and again.
/// </summary>
[Alias("followed-flows")]
public interface IFollowedFlowsGrain : IGrainWithStringKey
{
    /// <summary>The key of the only one.</summary>
    const string Key = "all";

    /// <summary>Somebody follows a flow, for half a minute from now on.</summary>
    /// <param name="flow">A <see cref="FlowKey"/> as text.</param>
    [Alias("follow"), ResponseTimeout("00:00:05")]
    Task Follow(string flow);

    /// <summary>The flows that are followed.</summary>
    [Alias("list"), ResponseTimeout("00:00:01")]
    Task<ImmutableArray<string>> List();
}
