using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Storage.Monitoring;

/// <summary>A row that tells what happened in a flow.</summary>
public interface IFlowTrace : ITenantOwned
{
    /// <summary>The id, which grows with time (version 7).</summary>
    Guid Id { get; }

    /// <summary>The flow.</summary>
    Guid FlowId { get; }
}
