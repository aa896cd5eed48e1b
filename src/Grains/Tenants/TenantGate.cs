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

    // What models take counts on all nodes after so long.
    private static readonly TimeSpan _reportPeriod = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Guid, TenantPermits> _tenants = new();
    private readonly ConcurrentDictionary<Guid, TenantBudget> _budgets = new();
    private readonly Func<Guid, TenantPermits> _create;
    private readonly IGrainFactory _grains;
    private readonly TenantOptions _options;
    private readonly TimeProvider _clock;
    private readonly string _node = Guid.NewGuid().ToString("N");
    private readonly ILogger<TenantGate> _logger;
    private readonly ITimer _timer;
    private readonly ITimer _reportTimer;

    /// <summary>A gate for a node with a name of its own.</summary>
    public TenantGate(IGrainFactory grains, IOptions<TenantOptions> options, TimeProvider clock, ILogger<TenantGate> logger)
    {
        (_grains, _options, _clock) = (grains, options.Value, clock);
        var block = Math.Clamp(options.Value.MaxConcurrentRuns / 4, 1, LargestBlock);
        _logger = logger;
        _create = tenantId => new TenantPermits(
            block,
            clock,
            (inUse, wanted) => grains.GetGrain<ITenantGrain>(tenantId.ToString("N")).Renew(_node, inUse, wanted),
            failure => LogUnreachable(failure, tenantId));
        _timer = clock.CreateTimer(_ => Renewal = RenewAsync(), null, _period, _period);
        _reportTimer = clock.CreateTimer(_ => Reporting = ReportAsync(), null, _reportPeriod, _reportPeriod);
    }

    /// <inheritdoc />
    public int Running
    {
        get
        {
            var running = 0;
            foreach (var (_, tenant) in _tenants)
            {
                running += tenant.Running;
            }

            return running;
        }
    }

    /// <summary>The renewals that were started last.</summary>
    internal Task Renewal { get; private set; } = Task.CompletedTask;

    /// <summary>How many tenants hold permits here, or did a moment ago.</summary>
    internal int Tenants => _tenants.Count;

    /// <summary>The reports that were started last.</summary>
    internal Task Reporting { get; private set; } = Task.CompletedTask;

    /// <inheritdoc />
    public ValueTask<RunPermit?> EnterAsync(Guid tenantId, CancellationToken cancellationToken)
    {
        // Tokens and times cost nothing to look at, and a permit is asked for only where they allow a run.
        if (!_budgets.TryGetValue(tenantId, out var budget) || !budget.IsKnown)
        {
            return EnterFirstAsync(tenantId, cancellationToken);
        }

        if (!budget.TryBegin())
        {
            return ValueTask.FromResult<RunPermit?>(null);
        }

        return _tenants.TryGetValue(tenantId, out var tenant) && tenant.TryEnter() is { } permit
            ? ValueTask.FromResult<RunPermit?>(permit)
            : EnterSlowlyAsync(tenantId, cancellationToken);
    }

    /// <inheritdoc />
    public TenantRefusal Explain(Guid tenantId)
    {
        var running = _tenants.TryGetValue(tenantId, out var tenant) ? tenant.Running : 0;
        var budget = BudgetOf(tenantId);
        if (!budget.HasTokens)
        {
            var now = _clock.GetUtcNow();
            return new TenantRefusal(
                "All tokens of this day are used up: try again tomorrow (UTC).", now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime, running);
        }

        return budget.TimeToNext() is var wait && wait > TimeSpan.Zero
            ? new TenantRefusal("Too many runs in a second: try again a little later.", wait, running)
            : new TenantRefusal("Too many runs at once: try again when some of them have ended.", TimeSpan.FromSeconds(1), running);
    }

    /// <inheritdoc />
    public void Spend(Guid tenantId, long tokens) => BudgetOf(tenantId).Spend(tokens);

    /// <inheritdoc />
    public int MaxQueuedJobs(Guid tenantId) => _budgets.TryGetValue(tenantId, out var budget) ? budget.Terms.MaxQueuedJobs : _options.MaxQueuedJobs;

    /// <summary>Stops renewing. Permits that are out can still be given back.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        _reportTimer.Dispose();
    }

    private TenantBudget BudgetOf(Guid tenantId) => _budgets.GetOrAdd(
        tenantId, static (_, gate) => new TenantBudget(new TenantTerms(gate._options.MaxRunsPerSecond, null, gate._options.MaxQueuedJobs), gate._clock), this);

    // The first run of a tenant here hears first what it may do.
    private async ValueTask<RunPermit?> EnterFirstAsync(Guid tenantId, CancellationToken cancellationToken)
    {
        var budget = BudgetOf(tenantId);
        await budget.WhenKnown(() => Task.Run(() => ReportAsync(tenantId, budget), CancellationToken.None)).WaitAsync(cancellationToken);
        return await EnterAsync(tenantId, cancellationToken);
    }

    private Task ReportAsync()
    {
        var reports = new List<Task>();
        foreach (var (tenantId, budget) in _budgets)
        {
            if (_clock.GetElapsedTime(budget.UsedAt) > 2 * _period)
            {
                // What it still has to tell is told first.
                reports.Add(ForgetAsync(tenantId, budget));
            }
            else
            {
                reports.Add(ReportAsync(tenantId, budget));
            }
        }

        return Task.WhenAll(reports);
    }

    private async Task ForgetAsync(Guid tenantId, TenantBudget budget)
    {
        if (await ReportAsync(tenantId, budget) && _clock.GetElapsedTime(budget.UsedAt) > 2 * _period)
        {
            _budgets.TryRemove(tenantId, out _);
        }
    }

    private async Task<bool> ReportAsync(Guid tenantId, TenantBudget budget)
    {
        try
        {
            await budget.ReportAsync(tokens => _grains.GetGrain<ITenantGrain>(tenantId.ToString("N")).Report(_node, tokens));
            return true;
        }
        catch (Exception failure)
        {
            // What was known last holds, and what was spent is told next time.
            LogUnreachable(failure, tenantId);
            return false;
        }
    }

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
