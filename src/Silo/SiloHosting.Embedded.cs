using Microsoft.Extensions.Hosting;

namespace SkillFlaw.Silo;

public static partial class SiloHosting
{
    /// <summary>Whether this build can be part of a cluster.</summary>
    public static bool HasClusters => false;

    /// <summary>Whether the processes of a cluster can talk by TLS.</summary>
    public static bool HasTls => false;

    // One process: there is nothing to say.
    private static partial void UseRuntime(IHostApplicationBuilder builder, ClusterSettings? cluster) => builder.UseOrleans(_ => { });
}
