using System.Net;
using SkillFlaw.Components;
using SkillFlaw.Silo;

namespace SkillFlaw.WebApi.Settings;

/// <summary>What the environment says about this server. <see cref="SettingsTable"/> has the names, the defaults and what they mean.</summary>
public sealed class ServerSettings
{
    /// <summary>The address to listen on.</summary>
    public string Host { get; set; } = "";

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; set; }

    /// <summary>The folder with all that the server keeps on disk.</summary>
    public string DataFolder { get; set; } = "";

    /// <summary>The database; null for a file in <see cref="DataFolder"/>.</summary>
    public string? DatabaseUrl { get; set; }

    /// <summary>The key that seals variables and signs tokens; null to make one in <see cref="DataFolder"/>.</summary>
    public string? SecretKey { get; set; }

    /// <summary>The name of the first user.</summary>
    public string Superuser { get; set; } = "";

    /// <summary>The first user's password; null to make one and show it.</summary>
    public string? SuperuserPassword { get; set; }

    /// <summary>The largest request body, in megabytes.</summary>
    public int MaxUploadMegabytes { get; set; }

    /// <summary>A folder with a built editor to serve at the root; null for none.</summary>
    public string? FrontendFolder { get; set; }

    /// <summary>Whether components may call loopback and private addresses.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Whether whoever comes without credentials is the superuser. Only on a loopback address.</summary>
    public bool AutoLogin { get; set; }

    /// <summary>Whether <see cref="AutoLogin"/> holds for every call, and not only for getting a token.</summary>
    public bool SkipAuthAutoLogin { get; set; }

    /// <summary>Whether new users may log in at once.</summary>
    public bool NewUserIsActive { get; set; }

    /// <summary>How long an access token is valid.</summary>
    public TimeSpan AccessTokenLifetime { get; set; }

    /// <summary>How long a refresh token is valid.</summary>
    public TimeSpan RefreshTokenLifetime { get; set; }

    /// <summary>Whether API keys are compared with <see cref="ApiKey"/> alone, instead of being looked up.</summary>
    public bool ApiKeyFromEnvironment { get; set; }

    /// <summary>The one API key when <see cref="ApiKeyFromEnvironment"/>; it acts as the superuser.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Whether secrets are taken out of a flow when it is saved.</summary>
    public bool RemoveApiKeys { get; set; }

    /// <summary>Origins of other sites whose pages may call this server.</summary>
    public IReadOnlyList<string> CorsOrigins { get; set; } = [];

    /// <summary>Addresses of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.</summary>
    public IReadOnlyList<string> TrustedProxies { get; set; } = [];

    /// <summary>How long a run may take in all.</summary>
    public TimeSpan RunTimeout { get; set; }

    /// <summary>How long one vertex may take.</summary>
    public TimeSpan VertexTimeout { get; set; }

    /// <summary>How many runs a tenant may have at once.</summary>
    public int MaxConcurrentRuns { get; set; }

    /// <summary>How many runs a tenant may begin in a second; 0 for any number.</summary>
    public int MaxRunsPerSecond { get; set; }

    /// <summary>How many tokens a tenant's models may take on a day; 0 for any number.</summary>
    public long MaxTokensPerDay { get; set; }

    /// <summary>Whether webhooks need an API key or a signature.</summary>
    public bool WebhooksNeedCredentials { get; set; } = true;

    /// <summary>How many queued jobs may run at once.</summary>
    public int QueueConcurrency { get; set; }

    /// <summary>How many jobs may wait.</summary>
    public int QueueLength { get; set; }

    /// <summary>How many jobs of a tenant may wait.</summary>
    public int TenantQueueLength { get; set; }

    /// <summary>How often a queued job is tried.</summary>
    public int JobMaxAttempts { get; set; }

    /// <summary>How long a queued job waits after its first failure.</summary>
    public TimeSpan JobRetryDelay { get; set; }

    /// <summary>For how long a queued job is kept that has succeeded or was cancelled.</summary>
    public TimeSpan JobsLifetime { get; set; }

    /// <summary>For how long a queued job is kept that has died.</summary>
    public TimeSpan DeadJobsLifetime { get; set; }

    /// <summary>How long running work may take to end when the server stops.</summary>
    public TimeSpan ShutdownTimeout { get; set; }

    /// <summary>For how long the events of a build can be read after its end.</summary>
    public TimeSpan BuildEventsLifetime { get; set; }

    /// <summary>How many transactions of a flow are kept.</summary>
    public int MaxTransactions { get; set; }

    /// <summary>How many builds of a flow are kept.</summary>
    public int MaxVertexBuilds { get; set; }

    /// <summary>How many builds of a vertex are kept.</summary>
    public int MaxBuildsOfVertex { get; set; }

    /// <summary>For how many days messages are kept; 0 for ever.</summary>
    public int MessageDays { get; set; }

    /// <summary>Whether a new user's first project gets the starter flows.</summary>
    public bool CreateStarterProjects { get; set; }

    /// <summary>Whether the routes of the editor's assistant are there.</summary>
    public bool AgenticExperience { get; set; }

    /// <summary>From which level on is logged.</summary>
    public LogLevel LogLevel { get; set; }

    /// <summary>Whether log lines are JSON objects instead of text.</summary>
    public bool LogAsJson { get; set; }

    /// <summary>Whether the editor saves by itself.</summary>
    public bool AutoSaving { get; set; }

    /// <summary>How long the editor waits before it saves, in milliseconds.</summary>
    public int AutoSavingInterval { get; set; }

    /// <summary>How long the editor waits for an answer, in seconds; 0 for its own limit.</summary>
    public int FrontendTimeout { get; set; }

    /// <summary>How often the editor asks again for the server's health.</summary>
    public int HealthCheckMaxRetries { get; set; }

    /// <summary>Whether the editor hides its list of first steps.</summary>
    public bool HideGettingStartedProgress { get; set; }

    /// <summary>How the editor asks for the events of a build: streaming, polling or direct.</summary>
    public string EventDelivery { get; set; } = "";

    /// <summary>Address and key of model providers, by the provider's name.</summary>
    public IReadOnlyDictionary<string, ProviderSettings> Providers { get; set; } = new Dictionary<string, ProviderSettings>();

    /// <summary>Who keeps the list of the cluster's silos; none for a server that is alone.</summary>
    public ClusterKind Cluster { get; set; }

    /// <summary>Where Redis is, if that keeps the list.</summary>
    public string? ClusterConnection { get; set; }

    /// <summary>Servers with the same one are one cluster.</summary>
    public string ClusterId { get; set; } = "";

    /// <summary>What this server does in the cluster.</summary>
    public NodeRole Role { get; set; }

    /// <summary>Where others reach this silo; null for the host's first address.</summary>
    public IPAddress? SiloAddress { get; set; }

    /// <summary>Where silos talk to this one.</summary>
    public int SiloPort { get; set; }

    /// <summary>Where web hosts talk to this silo.</summary>
    public int GatewayPort { get; set; }

    /// <summary>The file with the certificate and the key that this server shows other silos and web hosts; null for connections without TLS.</summary>
    public string? SiloCertificate { get; set; }

    /// <summary>The password of that file.</summary>
    public string? SiloCertificatePassword { get; set; }

    /// <summary>The file with the certificates that must have signed what the others show.</summary>
    public string? SiloCertificateAuthority { get; set; }

    /// <summary>The folder with the users' files; null for one in <see cref="DataFolder"/>.</summary>
    public string? FilesFolder { get; set; }

    /// <summary>Whether a second server may use the database while this one does.</summary>
    public bool SharesDatabase { get; set; }
}

/// <summary>Who keeps the list of a cluster's silos.</summary>
public enum ClusterKind
{
    /// <summary>There is no cluster.</summary>
    None,

    /// <summary>Redis.</summary>
    Redis,

    /// <summary>PostgreSQL.</summary>
    PostgreSql,
}
