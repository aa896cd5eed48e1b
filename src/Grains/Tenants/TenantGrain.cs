using Microsoft.Extensions.Options;

namespace SkillFlaw.Grains.Tenants;

/// <summary>Keeps the tenant's permits in memory. A new activation knows of none; see <see cref="ITenantGrain"/> for what follows.</summary>
internal sealed class TenantGrain(IOptions<TenantOptions> options, TimeProvider clock) : Grain, ITenantGrain
{
    // Nodes renew three times in that time: one or two renewals may fail.
    private static readonly TimeSpan _lease = TimeSpan.FromSeconds(30);

    private readonly PermitLedger _permits = new(options.Value.MaxConcurrentRuns, _lease);

    // The time since the clock's own beginning: it never jumps, as the time of day may.
    public Task<PermitGrant> Renew(string node, int inUse, int wanted) =>
        Task.FromResult(new PermitGrant(_permits.Renew(node, inUse, wanted, clock.GetElapsedTime(0)), _lease));
}
