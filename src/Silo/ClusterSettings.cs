using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace SkillFlaw.Silo;

/// <summary>How this process belongs to a cluster.</summary>
public sealed class ClusterSettings
{
    /// <summary>Who keeps the list of the cluster's silos.</summary>
    public required ClusterMembership Membership { get; init; }

    /// <summary>Where that is: for Redis as StackExchange.Redis writes it, for PostgreSQL a connection string of Npgsql.</summary>
    public required string Connection { get; init; }

    /// <summary>Processes with the same one are one cluster.</summary>
    public required string ClusterId { get; init; }

    /// <summary>What this process does in it.</summary>
    public required NodeRole Role { get; init; }

    /// <summary>Where other processes reach this silo; null for the first address of this host.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>Where silos talk to this one.</summary>
    public int SiloPort { get; init; } = 11_111;

    /// <summary>Where web hosts talk to this one.</summary>
    public int GatewayPort { get; init; } = 30_000;

    /// <summary>What this process shows the others; null for connections without TLS.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Who must have signed what the others show.</summary>
    public X509Certificate2Collection Authorities { get; init; } = [];
}

/// <summary>Who keeps the list of a cluster's silos.</summary>
public enum ClusterMembership
{
    /// <summary>Redis.</summary>
    Redis,

    /// <summary>PostgreSQL: the server's own database or another one.</summary>
    PostgreSql,
}

/// <summary>What a process does.</summary>
public enum NodeRole
{
    /// <summary>It hosts grains and answers the web API.</summary>
    All,

    /// <summary>It hosts grains, and answers over HTTP only how it is.</summary>
    Silo,

    /// <summary>It answers the web API; the grains are in the silos of the cluster.</summary>
    Web,
}
