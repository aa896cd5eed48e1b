namespace SkillFlaw.Grains.Flows;

/// <summary>One flow. The key is a <see cref="FlowKey"/>.</summary>
[Alias("flow")]
public interface IFlowGrain : IGrainWithStringKey
{
    /// <summary>The flow as it is saved; null where there is none. Callers keep it by its version and do not ask for every run.</summary>
    [Alias("read")]
    Task<FlowSnapshot?> Read(CancellationToken cancellationToken);
}
