namespace SkillFlaw.Grains.Tenants;

/// <summary>Where a run of a tenant is let in or turned away: a tenant has only so many runs at once, on all nodes together.</summary>
public interface ITenantGate
{
    /// <summary>
    /// Lets one more run in; null when the tenant is at its limit. Most answers come at once. The caller keeps the permit for as long as the
    /// run lasts, and then disposes of it.
    /// </summary>
    ValueTask<RunPermit?> EnterAsync(Guid tenantId, CancellationToken cancellationToken);
}
