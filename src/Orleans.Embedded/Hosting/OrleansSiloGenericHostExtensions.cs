using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Microsoft.Extensions.Hosting;

/// <summary>Hosts grains in a process.</summary>
public static class OrleansSiloGenericHostExtensions
{
    /// <summary>Hosts the grains of the application; start and stop follow the host's.</summary>
    /// <param name="hostAppBuilder">The host.</param>
    /// <param name="configureDelegate">Configures the runtime.</param>
    public static IHostApplicationBuilder UseOrleans(this IHostApplicationBuilder hostAppBuilder, Action<ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(hostAppBuilder);
        ArgumentNullException.ThrowIfNull(configureDelegate);
        configureDelegate(AddSilo(hostAppBuilder.Services, hostAppBuilder.Configuration));
        return hostAppBuilder;
    }

    /// <inheritdoc cref="UseOrleans(IHostApplicationBuilder, Action{ISiloBuilder})"/>
    public static IHostBuilder UseOrleans(this IHostBuilder hostBuilder, Action<ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(hostBuilder);
        ArgumentNullException.ThrowIfNull(configureDelegate);
        return hostBuilder.ConfigureServices((context, services) => configureDelegate(AddSilo(services, context.Configuration)));
    }

    private static SiloBuilder AddSilo(IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<GrainCatalog>();
        if (services.All(service => service.ServiceType != typeof(Silo)))
        {
            services.AddSingleton<Silo>();
            services.AddHostedService(provider => provider.GetRequiredService<Silo>());
            services.AddTransient<IGrainContext>(_ => Activation.OnThisThread
                ?? throw new InvalidOperationException("There is a grain context only in a turn of a grain."));
            services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<Silo>().Factory);
            services.AddSingleton<IClusterClient>(provider => provider.GetRequiredService<Silo>().Factory);
        }

        return new SiloBuilder(services, configuration);
    }
}
