#if ORLEANS_TLS
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
#endif

namespace SkillFlaw.Silo;

// TLS is in a package of its own: -p:OrleansTls=true.
public static partial class SiloHosting
{
#if ORLEANS_TLS
    /// <summary>Whether the processes of a cluster can talk by TLS.</summary>
    public static bool HasTls => true;

    private static void UseTls(ISiloBuilder silo, ClusterSettings cluster) => silo.UseTls(cluster.Certificate!, options =>
    {
        // Both sides show a certificate. It counts who has signed it, and not the name in it: silos are known by their addresses.
        options.ClientCertificateMode = options.RemoteCertificateMode;
        options.RemoteCertificateValidation = (certificate, chain, _) => IsOurs(certificate, chain, cluster.Authorities);
        options.OnAuthenticateAsClient = (_, handshake) => handshake.TargetHost = ServiceId;
    });

    private static void UseTls(IClientBuilder client, ClusterSettings cluster) => client.UseTls(cluster.Certificate!, options =>
    {
        options.RemoteCertificateValidation = (certificate, chain, _) => IsOurs(certificate, chain, cluster.Authorities);
        options.OnAuthenticateAsClient = (_, handshake) => handshake.TargetHost = ServiceId;
    });

    private static bool IsOurs(X509Certificate2 certificate, X509Chain? given, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (given is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(given.ChainPolicy.ExtraStore);
        }

        return chain.Build(certificate);
    }
#else
    /// <summary>Whether the processes of a cluster can talk by TLS.</summary>
    public static bool HasTls => false;

    private static void UseTls(ISiloBuilder silo, ClusterSettings cluster) => throw WithoutTls();

    private static void UseTls(IClientBuilder client, ClusterSettings cluster) => throw WithoutTls();

    private static NotSupportedException WithoutTls() => new("This build has no TLS between silos.");
#endif
}
