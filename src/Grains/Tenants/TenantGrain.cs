using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SkillFlaw.Storage;

namespace SkillFlaw.Grains.Tenants;

/// <summary>
/// Keeps the tenant's permits in memory. A new activation knows of none; see <see cref="ITenantGrain"/> for what follows. What it has used of
/// its tokens is in the database.
/// </summary>
internal sealed partial class TenantGrain(TenantAccounts accounts, IOptions<TenantOptions> options, TimeProvider clock, ILogger<TenantGrain> logger)
    : Grain, ITenantGrain
{
    // Nodes renew three times in that time: one or two renewals may fail.
    private static readonly TimeSpan _lease = TimeSpan.FromSeconds(30);

    private readonly PermitLedger _permits = new(options.Value.MaxConcurrentRuns, _lease);
    private readonly Dictionary<string, TimeSpan> _reports = [];
    private TenantAccount? _account;
    private TimeSpan? _readAt;
    private bool _isUnreachable;

    private TimeSpan Now => clock.GetElapsedTime(0);

    // The time since the clock's own beginning: it never jumps, as the time of day may.
    public Task<PermitGrant> Renew(string node, int inUse, int wanted) =>
        Task.FromResult(new PermitGrant(_permits.Renew(node, inUse, wanted, Now), _lease));

    public async Task<TenantTerms> Report(string node, long tokens)
    {
        var now = Now;
        await CountAsync(tokens);
        _reports[node] = now;
        foreach (var silent in _reports.Where(report => now - report.Value > _lease).Select(report => report.Key).ToArray())
        {
            _reports.Remove(silent);
        }

        var defaults = options.Value;
        _permits.Limit = _account?.MaxConcurrentRuns ?? defaults.MaxConcurrentRuns;
        var perDay = _account?.MaxTokensPerDay ?? defaults.MaxTokensPerDay;
        return new TenantTerms(
            (double)(_account?.MaxRunsPerSecond ?? defaults.MaxRunsPerSecond) / _reports.Count,
            perDay == 0 ? null : Math.Max(0, perDay - (_account?.Tokens ?? 0)),
            _account?.MaxQueuedJobs ?? defaults.MaxQueuedJobs);
    }

    // Whoever reports tokens keeps them until this has ended well.
    private async Task CountAsync(long tokens)
    {
        var tenantId = Guid.Parse(this.GetPrimaryKeyString());
        try
        {
            if (tokens > 0)
            {
                await accounts.AddAsync(tenantId, tokens, CancellationToken.None);
            }

            if (tokens > 0 || _readAt is not { } readAt || Now - readAt >= TenantAccounts.Freshness)
            {
                _account = await accounts.ReadAsync(tenantId, CancellationToken.None);
                _readAt = Now;
            }

            _isUnreachable = false;
        }
        catch (Exception failure) when (tokens == 0 && StorageFailure.IsUnavailable(failure))
        {
            // What was known last goes on to hold.
            if (!_isUnreachable)
            {
                LogUnreachable(failure, tenantId);
            }

            _isUnreachable = true;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The limits of tenant {TenantId} could not be read; those that were known last hold")]
    private partial void LogUnreachable(Exception exception, Guid tenantId);
}
