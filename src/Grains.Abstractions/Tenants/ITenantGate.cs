namespace SkillFlaw.Grains.Tenants;

/// <summary>
/// Where a run of a tenant is let in or turned away: a tenant has only so many runs at once, begins only so many in a second, and takes only so
/// many tokens on a day, on all nodes together.
/// </summary>
public interface ITenantGate
{
    /// <summary>How many runs are in here at this moment.</summary>
    int Running { get; }

    /// <summary>
    /// Lets one more run in; null when the tenant is at a limit. Most answers come at once. The caller keeps the permit for as long as the
    /// run lasts, and then disposes of it.
    /// </summary>
    ValueTask<RunPermit?> EnterAsync(Guid tenantId, CancellationToken cancellationToken);

    /// <summary>Why the tenant is not let in at this moment, for whoever was turned away.</summary>
    TenantRefusal Explain(Guid tenantId);

    /// <summary>Models have taken tokens for the tenant.</summary>
    void Spend(Guid tenantId, long tokens);

    /// <summary>How many jobs of the tenant may wait on this node.</summary>
    int MaxQueuedJobs(Guid tenantId);
}
