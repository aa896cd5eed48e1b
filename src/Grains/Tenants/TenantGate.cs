using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SkillFlaw.Grains.Tenants;

/// <summary>
/// The gate of this node. It holds permits of the tenants that have runs here, and asks a tenant's grain for more in blocks when they are
/// used up. Where the grain cannot be reached, the last grant holds until its lease ends; after that, a run is let in for each that ends.
/// Then, and after an answer that was lost on its way, other nodes may hold permits that are in use here as well: never more than that.
/// </summary>
public sealed partial class TenantGate : ITenantGate, IDisposable
{
    private const int LargestBlock = 64;

    // A third of a lease.
    private static readonly TimeSpan _period = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Guid, TenantPermits> _tenants = new();
    private readonly Func<Guid, TenantPermits> _create;
    private readonly ILogger<TenantGate> _logger;
    private readonly ITimer _timer;

    /// <summary>A gate for a node with a name of its own.</summary>
    public TenantGate(IGrainFactory grains, IOptions<TenantOptions> options, TimeProvider clock, ILogger<TenantGate> logger)
    {
        var node = Guid.NewGuid().ToString("N");
        var block = Math.Clamp(options.Value.MaxConcurrentRuns / 4, 1, LargestBlock);
        _logger = logger;
        _create = tenantId => new TenantPermits(
            block,
            clock,
            (inUse, wanted) => grains.GetGrain<ITenantGrain>(tenantId.ToString("N")).Renew(node, inUse, wanted),
            failure => LogUnreachable(failure, tenantId));
        _timer = clock.CreateTimer(_ => Renewal = RenewAsync(), null, _period, _period);
    }

    /// <summary>The renewals that were started last.</summary>
    internal Task Renewal { get; private set; } = Task.CompletedTask;

    /// <summary>How many tenants hold permits here, or did a moment ago.</summary>
    internal int Tenants => _tenants.Count;

    /// <inheritdoc />
    public ValueTask<RunPermit?> EnterAsync(Guid tenantId, CancellationToken cancellationToken) =>
        _tenants.TryGetValue(tenantId, out var tenant) && tenant.TryEnter() is { } permit
            ? ValueTask.FromResult<RunPermit?>(permit)
            : EnterSlowlyAsync(tenantId, cancellationToken);

    /// <summary>Stops renewing. Permits that are out can still be given back.</summary>
    public void Dispose() => _timer.Dispose();

    private async ValueTask<RunPermit?> EnterSlowlyAsync(Guid tenantId, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var tenant = _tenants.GetOrAdd(tenantId, _create);
            if (tenant.TryEnter() is { } permit)
            {
                return permit;
            }

            if (!await tenant.WaitForRoomAsync(cancellationToken))
            {
                // One may have left meanwhile.
                return tenant.TryEnter();
            }
        }
    }

    private Task RenewAsync()
    {
        var renewals = new List<Task>();
        foreach (var (tenantId, tenant) in _tenants)
        {
            if (tenant.Renew(() => _tenants.TryRemove(tenantId, out _)) is { } renewal)
            {
                renewals.Add(renewal);
            }
        }

        return Task.WhenAll(renewals);
    }

    [LoggerMessage(LogLevel.Warning, "The permits of tenant {TenantId} could not be renewed")]
    private partial void LogUnreachable(Exception exception, Guid tenantId);
}
