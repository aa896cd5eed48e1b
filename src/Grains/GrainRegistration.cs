using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SkillFlaw.Components;
using SkillFlaw.Grains.Builds;
using SkillFlaw.Grains.Components;
using SkillFlaw.Grains.Flows;
using SkillFlaw.Grains.Outbound;
using SkillFlaw.Grains.Queue;
using SkillFlaw.Grains.Recovery;
using SkillFlaw.Grains.Schedules;
using SkillFlaw.Grains.Tenants;
using SkillFlaw.Grains.Users;

namespace SkillFlaw.Grains;

/// <summary>Registers what the grains need. The storage is registered by itself.</summary>
public static class GrainRegistration
{
    /// <summary>Adds the services of the grains.</summary>
    public static IServiceCollection AddSkillFlawGrains(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<RunOptions>().ValidateDataAnnotations();
        services.AddOptionsWithValidateOnStart<TenantOptions>().ValidateDataAnnotations();
        services.AddOptionsWithValidateOnStart<SignInOptions>().ValidateDataAnnotations();
        services.AddOptions<UserFileOptions>();
        services.AddOptions<NodeOptions>();
        services.TryAddSingleton(TimeProvider.System);
        OutboundClients.Register(services);
        services.AddSingleton(_ => ComponentCatalog.Create());
        services.AddSingleton<VertexExecutor>();
        services.AddSingleton<FlowGraphs>();
        services.AddSingleton<BuildJobs>();
        services.AddSingleton<QueuedRuns>();
        services.AddSingleton<JobNode>();
        services.AddSingleton<IJobNode>(provider => provider.GetRequiredService<JobNode>());
        services.AddHostedService<JobRecovery>();
        services.AddOptionsWithValidateOnStart<QueueOptions>().ValidateDataAnnotations();
        services.AddSingleton<FlowFollowers>();
        services.AddSingleton<IFlowFollowers>(provider => provider.GetRequiredService<FlowFollowers>());
        services.AddSingleton<BackgroundJobs>();
        services.AddSingleton<IBackgroundJobs>(provider => provider.GetRequiredService<BackgroundJobs>());
        services.AddHostedService(provider => provider.GetRequiredService<BackgroundJobs>());
        services.AddHostedService<ScheduleRunner>();
        services.AddSingleton<UserVariables>();
        services.AddSingleton<UserFiles>();
        services.AddSingleton<ModelProviders>();
        services.AddSingleton<RunServices>();
        services.AddSingleton<TenantAccounts>();
        services.AddSingleton<ITenantGate, TenantGate>();
        return services;
    }
}
