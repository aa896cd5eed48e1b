using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SkillFlaw.Grains;
using SkillFlaw.Grains.Builds;
using SkillFlaw.Grains.Components;
using SkillFlaw.Grains.Outbound;
using SkillFlaw.Grains.Queue;
using SkillFlaw.Grains.Recovery;
using SkillFlaw.Grains.Tenants;

namespace SkillFlaw.Silo;

/// <summary>Hosts the grains in a process: its own, or the web server's.</summary>
public static partial class SiloHosting
{
    /// <summary>
    /// Adds what the grains need, and the runtime that this build hosts them with: in this process, or for a web host in the silos of its cluster.
    /// The storage is registered by itself.
    /// </summary>
    public static IHostApplicationBuilder AddSkillFlawSilo(this IHostApplicationBuilder builder, SiloSettings settings)
    {
        UseRuntime(builder, settings.Cluster);
        builder.Services.AddSkillFlawGrains();
        builder.Services.Configure<RunOptions>(options =>
        {
            options.MaxDuration = settings.MaxRunDuration;
            options.MaxVertexDuration = settings.MaxVertexDuration;
        });
        builder.Services.Configure<TenantOptions>(options =>
        {
            options.MaxConcurrentRuns = settings.MaxConcurrentRuns;
            options.MaxQueuedJobs = settings.TenantQueueLength;
            options.MaxRunsPerSecond = settings.MaxRunsPerSecond;
            options.MaxTokensPerDay = settings.MaxTokensPerDay;
        });
        builder.Services.Configure<QueueOptions>(options =>
        {
            options.MaxRunning = settings.QueueConcurrency;
            options.MaxQueued = settings.QueueLength;
            options.MaxAttempts = settings.JobMaxAttempts;
            options.FirstPause = settings.JobRetryDelay;
        });
        builder.Services.Configure<OutboundOptions>(options => options.AllowPrivateAddresses = settings.AllowPrivateAddresses);
        builder.Services.Configure<NodeOptions>(options => options.Folder = settings.DataFolder);
        builder.Services.Configure<UserFileOptions>(options => options.Folder = settings.FilesFolder);
        builder.Services.AddSingleton(_ =>
        {
            var providers = new ModelProviders();
            foreach (var (name, provider) in settings.Providers)
            {
                providers.ByName[name] = provider;
            }

            return providers;
        });
        return builder;
    }

    private static partial void UseRuntime(IHostApplicationBuilder builder, ClusterSettings? cluster);
}
