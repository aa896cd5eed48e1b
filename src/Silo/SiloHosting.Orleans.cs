using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace SkillFlaw.Silo;

public static partial class SiloHosting
{
    private const string ServiceId = "skillflaw";
    private const string Postgres = "Npgsql";

    private static readonly TimeSpan _betweenConnections = TimeSpan.FromSeconds(2);

    /// <summary>Whether this build can be part of a cluster.</summary>
    public static bool HasClusters => true;

    private static partial void UseRuntime(IHostApplicationBuilder builder, ClusterSettings? cluster)
    {
        if (cluster is null)
        {
            builder.UseOrleans(silo => silo.UseLocalhostClustering());
        }
        else if (cluster.Role is NodeRole.Web)
        {
            builder.UseOrleansClient(client => Join(client, cluster));
        }
        else
        {
            builder.UseOrleans(silo => Join(silo, cluster));
        }
    }

    private static void Join(ISiloBuilder silo, ClusterSettings cluster)
    {
        Configure(silo.Services, cluster);
        if (cluster.Address is { } address)
        {
            silo.ConfigureEndpoints(address, cluster.SiloPort, cluster.GatewayPort, listenOnAnyHostAddress: true);
        }
        else
        {
            silo.ConfigureEndpoints(cluster.SiloPort, cluster.GatewayPort, listenOnAnyHostAddress: true);
        }

        // Orleans' other directory forgets where grains are when a silo that knew it is gone, and ends those on silos that are well.
#pragma warning disable ORLEANSEXP003
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        if (cluster.Membership is ClusterMembership.Redis)
        {
            silo.UseRedisClustering(cluster.Connection);
        }
        else
        {
            silo.UseAdoNetClustering((AdoNetClusteringSiloOptions options) => (options.Invariant, options.ConnectionString) = (Postgres, cluster.Connection));
        }

        if (cluster.Certificate is not null)
        {
            UseTls(silo, cluster);
        }
    }

    private static void Join(IClientBuilder client, ClusterSettings cluster)
    {
        Configure(client.Services, cluster);

        // A web host may start before the first silo, and waits for it as long as its own start may take.
        client.UseConnectionRetryFilter(async (_, cancellationToken) =>
        {
            await Task.Delay(_betweenConnections, cancellationToken);
            return true;
        });
        if (cluster.Membership is ClusterMembership.Redis)
        {
            client.UseRedisClustering(cluster.Connection);
        }
        else
        {
            client.UseAdoNetClustering((AdoNetClusteringClientOptions options) => (options.Invariant, options.ConnectionString) = (Postgres, cluster.Connection));
        }

        if (cluster.Certificate is not null)
        {
            UseTls(client, cluster);
        }
    }

    private static void Configure(IServiceCollection services, ClusterSettings cluster) =>
        services.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.ClusterId, ServiceId));
}
