using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SkillFlaw.Grains;
using SkillFlaw.Grains.Builds;
using SkillFlaw.Graph.Tweaks;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Flows;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.Storage.Users;

namespace SkillFlaw.Bench.Runs;

/// <summary>What a run of a flow costs behind the API: the grains, and two messages on the disk before the answer.</summary>
public static class RunBenchmark
{
    public static async Task RunAsync(Load load, string flowFile, string databaseUrl)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.UseOrleans(_ => { });
        builder.Services.AddSkillFlawStorage(options =>
        {
            options.Database = databaseUrl;
            options.SecretKey = "a secret key of the benchmark";
        });
        builder.Services.AddSkillFlawGrains();
        using var host = builder.Build();
        await host.Services.GetRequiredService<Database>().MigrateAsync(CancellationToken.None);
        await host.StartAsync();

        var (tenant, flow, user) = await SaveAsync(host.Services, await File.ReadAllTextAsync(flowFile));
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        load.WriteHeader($"{Path.GetFileName(flowFile)}, a run each");
        foreach (var concurrency in new[] { 1, 16, 64, 256 })
        {
            await load.MeasureAsync("sessions of their own", concurrency, 1, async (loop, call) =>
            {
                var job = grains.GetGrain<IBuildJobGrain>(new JobKey(tenant, Guid.CreateVersion7()).ToString());
                await job.Run(
                    new RunRequest
                    {
                        FlowId = flow,
                        UserId = user,
                        Inputs = new RunInputs { SessionId = $"{loop}-{call / 20}", Stream = false, Inputs = [new RunInput("Hello", [])] },
                    },
                    CancellationToken.None);
            });
        }

        await host.StopAsync();
    }

    private static async Task<(Guid Tenant, Guid Flow, int User)> SaveAsync(IServiceProvider services, string document)
    {
        await using var database = await services.GetRequiredService<IDbContextFactory<SkillFlawDb>>().CreateDbContextAsync();
        var (tenant, flow, now) = (Guid.NewGuid(), Guid.NewGuid(), DateTimeOffset.UtcNow);
        var user = new User { TenantId = tenant, Username = $"bench-{tenant:N}", PasswordHash = "none", CreatedAt = now, UpdatedAt = now };
        database.Tenants.Add(new Tenant { TenantId = tenant, Name = "Bench", CreatedAt = now });
        database.Users.Add(user);
        await database.SaveChangesAsync();
        database.Flows.Add(new Flow
        {
            Id = flow,
            TenantId = tenant,
            UserId = user.Id,
            Name = "Bench",
            Data = document,
            CreatedAt = now,
            UpdatedAt = now,
        });
        await database.SaveChangesAsync();
        return (tenant, flow, user.Id);
    }
}
