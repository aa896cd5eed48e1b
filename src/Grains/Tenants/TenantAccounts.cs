using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Grains.Tenants;

/// <summary>Limits of single tenants, and what they have used, in the database.</summary>
internal sealed class TenantAccounts(IDbContextFactory<SkillFlawDb> databases, TimeProvider clock)
{
    /// <summary>After so long what was read is read again.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(4);

    /// <summary>A tenant's own limits, and its tokens of today.</summary>
    public async Task<TenantAccount> ReadAsync(Guid tenantId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var today = Today();
        var account = await database.Tenants.AsNoTracking().Where(tenant => tenant.TenantId == tenantId)
            .Select(tenant => new TenantAccount(
                tenant.MaxConcurrentRuns,
                tenant.MaxRunsPerSecond,
                tenant.MaxQueuedJobs,
                tenant.MaxTokensPerDay,
                database.Usage.Where(usage => usage.TenantId == tenantId && usage.Day == today).Select(usage => usage.Tokens).FirstOrDefault()))
            .SingleOrDefaultAsync(cancellationToken);
        return account ?? new TenantAccount(null, null, null, null, 0);
    }

    /// <summary>Adds to the tokens of today.</summary>
    public async Task AddAsync(Guid tenantId, long tokens, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var today = Today();
        for (var isSecond = false; ; isSecond = true)
        {
            var counted = await database.Usage.OfTenant(tenantId).Where(usage => usage.Day == today)
                .ExecuteUpdateAsync(change => change.SetProperty(usage => usage.Tokens, usage => usage.Tokens + tokens), cancellationToken);
            if (counted > 0)
            {
                return;
            }

            try
            {
                database.Usage.Add(new TenantUsage { TenantId = tenantId, Day = today, Tokens = tokens });
                await database.SaveChangesAsync(cancellationToken);
                return;
            }
            catch (DbUpdateException failure) when (!isSecond && failure.DuplicateProperty() is not null)
            {
                // Another one has just begun the day.
                database.ChangeTracker.Clear();
            }
        }
    }

    private int Today() => TenantUsage.DayOf(clock.GetUtcNow());
}

/// <summary>A tenant's own limits, null where it has none of its own, and its tokens of today.</summary>
internal sealed record TenantAccount(int? MaxConcurrentRuns, int? MaxRunsPerSecond, int? MaxQueuedJobs, long? MaxTokensPerDay, long Tokens);
