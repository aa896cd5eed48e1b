using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SkillFlaw.Silo;
using SkillFlaw.Storage;
using SkillFlaw.WebApi.Settings;

namespace SkillFlaw.WebApi.Start;

/// <summary>Makes of the settings what the host of the grains must know of the cluster, certificates and all.</summary>
internal static class ClusterReading
{
    /// <summary>The cluster of these settings; null for a server that is alone.</summary>
    /// <exception cref="InvalidSettingsException">A certificate cannot be read.</exception>
    public static ClusterSettings? Of(ServerSettings settings) => settings.Cluster is ClusterKind.None
        ? null
        : new ClusterSettings
        {
            Membership = settings.Cluster is ClusterKind.Redis ? ClusterMembership.Redis : ClusterMembership.PostgreSql,
            Connection = settings.Cluster is ClusterKind.Redis
                ? settings.ClusterConnection!
                : DatabaseUrl.Parse(settings.DatabaseUrl!).ConnectionString,
            ClusterId = settings.ClusterId,
            Role = settings.Role,
            Address = settings.SiloAddress,
            SiloPort = settings.SiloPort,
            GatewayPort = settings.GatewayPort,
            Certificate = settings.SiloCertificate is { } file
                ? Read("SKILLFLAW_SILO_CERTIFICATE", () => X509CertificateLoader.LoadPkcs12FromFile(file, settings.SiloCertificatePassword))
                : null,
            Authorities = settings.SiloCertificateAuthority is { } authority
                ? Read("SKILLFLAW_SILO_CERTIFICATE_AUTHORITY", () => ReadAuthorities(authority))
                : [],
        };

    private static X509Certificate2Collection ReadAuthorities(string file)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("there is no certificate in it");
    }

    private static T Read<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidSettingsException([$"{name}: the file cannot be read: {failure.Message}"]);
        }
    }
}
