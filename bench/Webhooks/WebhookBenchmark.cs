using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Storage;
using SkillFlaw.Storage.ApiKeys;
using SkillFlaw.Storage.Queue;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.Storage.Users;

namespace SkillFlaw.Bench.Webhooks;

/// <summary>Webhooks on a server in a process of its own: how long their acceptance takes at a pace, and what one tenant's jobs do to another's.</summary>
internal static class WebhookBenchmark
{
    /// <summary>What is sent.</summary>
    public const string Body = """{"who":"Ada","what":"created","text":"hello","items":[1,2,3]}""";

    // They are done while they come: more than ten thousand are left when the measurement begins, and when it ends.
    private const int Crowd = 100_000;
    private const double PerSecond = 100;

    private static readonly TimeSpan _time = TimeSpan.FromSeconds(5);

    /// <summary>How long acceptance takes at a pace.</summary>
    public static async Task PaceAsync(string url, string apiKey, string flow, double perSecond, TimeSpan time, TextWriter output)
    {
        using var sender = NewSender(url, apiKey, flow);
        await sender.SendAsync(perSecond / 4, TimeSpan.FromSeconds(2));
        var took = await sender.SendAsync(perSecond, time);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{took.Length / time.TotalSeconds:N0} a second: accepted within p50 {Percentile(took, 50):F1} ms, p99 {Percentile(took, 99):F1} ms, most {took[^1]:F1} ms"));
    }

    /// <summary>One tenant's jobs beside tens of thousands of another tenant: from the acceptance of each to its end.</summary>
    public static async Task ShareAsync(string url, string database, string flowFile, TextWriter output)
    {
        await using var storage = new ServiceCollection().AddSkillFlawStorage(options => options.Database = database).BuildServiceProvider();
        var databases = storage.GetRequiredService<IDbContextFactory<SkillFlawDb>>();
        var (one, oneKey) = await AddTenantAsync(databases, "one");
        var (_, crowdKey) = await AddTenantAsync(databases, "crowd");
        using var client = NewClient(url, oneKey);
        using var crowd = NewClient(url, crowdKey);
        var data = JsonNode.Parse(await File.ReadAllTextAsync(flowFile))!["data"]!;
        var flow = await SaveAsync(client, data);
        var crowded = await SaveAsync(crowd, data);
        using var sender = NewSender(url, oneKey, $"{flow}");
        await sender.SendAsync(PerSecond, TimeSpan.FromSeconds(3));

        await MeasureAsync("alone");
        using (var fill = NewSender(url, crowdKey, $"{crowded}"))
        {
            await fill.SendAsync(1_000_000, TimeSpan.FromMinutes(5), Crowd);
        }

        var left = await QueuedAsync(databases, one);
        output.WriteLine($"the other tenant has {left:N0} jobs that have not ended");
        await MeasureAsync("beside them");
        output.WriteLine($"at the end it had {await QueuedAsync(databases, one):N0} left");

        async Task MeasureAsync(string name)
        {
            var from = DateTimeOffset.UtcNow;
            await sender.SendAsync(PerSecond, _time);
            await Task.Delay(TimeSpan.FromSeconds(2));
            var took = await EndedAsync(databases, one, from);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {took.Length:N0} jobs, from acceptance to end p50 {Percentile(took, 50):F1} ms, p99 {Percentile(took, 99):F1} ms, most {took[^1]:F1} ms"));
        }
    }

    private static double Percentile(double[] sorted, int percent) => sorted[Math.Min(sorted.Length - 1, sorted.Length * percent / 100)];

    private static PacedSender NewSender(string url, string apiKey, string flow) => new(new Uri(url), $"/api/v1/webhook/{flow}", apiKey, Body, 64);

    private static HttpClient NewClient(string url, string apiKey)
    {
        var client = new HttpClient { BaseAddress = new Uri(url) };
        client.DefaultRequestHeaders.Add("x-api-key", apiKey);
        return client;
    }

    private static async Task<Guid> SaveAsync(HttpClient client, JsonNode data)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/flows/", new JsonObject { ["name"] = $"{Guid.NewGuid()}", ["data"] = data.DeepClone() });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

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

    private static async Task<double[]> EndedAsync(IDbContextFactory<SkillFlawDb> databases, Guid tenantId, DateTimeOffset from)
    {
        await using var database = await databases.CreateDbContextAsync();
        var jobs = await database.QueuedJobs.AsNoTracking().OfTenant(tenantId).Where(job => job.CreatedAt >= from)
            .Select(job => new { job.CreatedAt, job.FinishedAt, job.State }).ToListAsync();
        if (jobs.FirstOrDefault(job => job.State is not QueuedJobState.Succeeded) is { } other)
        {
            throw new InvalidOperationException($"A job is {other.State}.");
        }

        return [.. jobs.Select(job => (job.FinishedAt!.Value - job.CreatedAt).TotalMilliseconds).Order()];
    }
}
