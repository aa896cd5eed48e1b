using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Bench.All.Processes;
using SkillFlaw.Bench.All.Results;
using SkillFlaw.Bench.All.Sending;
using SkillFlaw.Storage;
using SkillFlaw.Storage.ApiKeys;
using SkillFlaw.Storage.Queue;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.Storage.Users;

namespace SkillFlaw.Bench.All.Scenarios;

/// <summary>One tenant's jobs beside tens of thousands of another tenant: from the acceptance of each to its end.</summary>
internal static class TenantScenario
{
    // They are done while they come: more than ten thousand are left when the measurement begins, and when it ends.
    private const int Crowd = 100_000;
    private const double PerSecond = 100;

    public static async Task MeasureAsync(BenchRun run, MeasuredServer server)
    {
        await using var storage = new ServiceCollection().AddSkillFlawStorage(options => options.Database = server.Database).BuildServiceProvider();
        var databases = storage.GetRequiredService<IDbContextFactory<SkillFlawDb>>();
        var (one, key) = await AddTenantAsync(databases, "one");
        var (_, crowd) = await AddTenantAsync(databases, "crowd");
        await server.SaveFlowAsync(WebhookScenarios.Flow, BenchFlows.Webhook(), run.Stopped, key);
        await server.SaveFlowAsync(WebhookScenarios.Flow, BenchFlows.Webhook(), run.Stopped, crowd);
        var job = new LoadJob(server.Port, key, 64, [WebhookScenarios.Step()]) { PerSecond = PerSecond };
        await run.SendAsIsAsync(server, job with { Seconds = 3 });
        await MeasureAsync("alone");
        await run.SendAsIsAsync(server, job with { ApiKey = crowd, PerSecond = 0, Most = Crowd, Seconds = 300 });
        var before = await QueuedAsync(databases, one);
        await MeasureAsync("beside another tenant's");
        var after = await QueuedAsync(databases, one);
        Add("the other one's jobs at the beginning and the end", $"{before:N0}, {after:N0}");
        await WebhookScenarios.DrainAsync(server, run.Stopped);

        async Task MeasureAsync(string name)
        {
            var from = DateTimeOffset.UtcNow;
            await run.SendAsync(server, job);
            var took = await EndedAsync(databases, one, from, run.Stopped);
            Add($"a job {name}, from acceptance to end", $"p50 {At(took, 0.5):F1} ms, p99 {At(took, 0.99):F1} ms, most {took[^1]:F1} ms, of {took.Length:N0}");
        }

        void Add(string name, string value) => run.Results.Add(new Figure($"tenants: {name}", ResultRow.DatabaseOf(server), value));
    }

    private static double At(double[] sorted, double part) => sorted[(int)((sorted.Length - 1) * part)];

    private static async Task<(Guid TenantId, string Key)> AddTenantAsync(IDbContextFactory<SkillFlawDb> databases, string name)
    {
        var now = DateTimeOffset.UtcNow;
        await using var database = await databases.CreateDbContextAsync();
        var tenant = new Tenant { TenantId = Guid.NewGuid(), Name = name, CreatedAt = now };
        database.Tenants.Add(tenant);
        var user = new User { TenantId = tenant.TenantId, Username = $"{name} {Guid.NewGuid()}", PasswordHash = "none", CreatedAt = now, UpdatedAt = now };
        database.Users.Add(user);
        await database.SaveChangesAsync();
        var key = $"sk-{Guid.NewGuid():N}{Guid.NewGuid():N}"[..46];
        database.ApiKeys.Add(new ApiKey
        {
            Id = Guid.NewGuid(),
            UserId = user.Id,
            TenantId = tenant.TenantId,
            Name = name,
            KeyHash = ApiKey.HashOf(key),
            Prefix = ApiKey.PrefixOf(key),
            CreatedAt = now,
        });
        await database.SaveChangesAsync();
        return (tenant.TenantId, key);
    }

    private static async Task<int> QueuedAsync(IDbContextFactory<SkillFlawDb> databases, Guid except)
    {
        await using var database = await databases.CreateDbContextAsync();
        return await database.QueuedJobs.CountAsync(job => job.FinishedAt == null && job.TenantId != except);
    }

    // The last ones end a moment after they were accepted.
    private static async Task<double[]> EndedAsync(IDbContextFactory<SkillFlawDb> databases, Guid tenantId, DateTimeOffset from, CancellationToken cancellationToken)
    {
        for (var tries = 0; ; tries++)
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            var jobs = await database.QueuedJobs.AsNoTracking().OfTenant(tenantId).Where(job => job.CreatedAt >= from)
                .Select(job => new { job.CreatedAt, job.FinishedAt, job.State }).ToListAsync(cancellationToken);
            if (jobs.TrueForAll(job => job.State is QueuedJobState.Succeeded))
            {
                return [.. jobs.Select(job => (job.FinishedAt!.Value - job.CreatedAt).TotalMilliseconds).Order()];
            }

            if (tries == 50)
            {
                throw new BenchException($"A job is {jobs.First(job => job.State is not QueuedJobState.Succeeded).State} after five seconds.");
            }

            await Task.Delay(100, cancellationToken);
        }
    }
}
