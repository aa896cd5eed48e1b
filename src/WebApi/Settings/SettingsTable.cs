using System.Net;
using SkillFlaw.Silo;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Secrets;

namespace SkillFlaw.WebApi.Settings;

/// <summary>All settings that the server has. <c>docs/configuration.md</c> is written from here.</summary>
internal static class SettingsTable
{
    /// <summary>What every name begins with.</summary>
    public const string Prefix = "SKILLFLAW_";

    /// <summary>Where data is kept when nothing is set.</summary>
    public const string DefaultFolder = "~/.local/share/skillflaw";

    public static readonly IReadOnlyList<Setting> All =
    [
        new("SKILLFLAW_HOST", "127.0.0.1", "The address to listen on; `0.0.0.0` for all.",
            (settings, text) => settings.Host = text),
        new("SKILLFLAW_PORT", "7860", "The port; 0 takes a free one.",
            (settings, text) => settings.Port = SettingText.Whole(text, 0, 65_535)),
        new("SKILLFLAW_CONFIG_DIR", DefaultFolder, "The folder with all that the server keeps on disk: the SQLite file, the users' files, the secret key.",
            (settings, text) => settings.DataFolder = SettingText.Folder(text)),
        new("SKILLFLAW_DATABASE_URL", null, "The database: `sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST:PORT/DATABASE`. Without it a SQLite file in the data folder.",
            (settings, text) => settings.DatabaseUrl = Checked(text)) { IsSecret = true },
        new("SKILLFLAW_SECRET_KEY", null, $"Seals variables and signs tokens; at least {SecretBox.ShortestKey} characters. Without it one is made, and kept in the data folder. Nodes that share a database need the same.",
            (settings, text) => settings.SecretKey = text.Length >= SecretBox.ShortestKey
                ? text
                : throw new FormatException($"must have at least {SecretBox.ShortestKey} characters")) { IsSecret = true },
        new("SKILLFLAW_SUPERUSER", "admin", "The name of the first user, who may manage the server.",
            (settings, text) => settings.Superuser = text),
        new("SKILLFLAW_SUPERUSER_PASSWORD", null, "The first user's password. Without it one is made and shown once. It counts at the first start only.",
            (settings, text) => settings.SuperuserPassword = text) { IsSecret = true },
        new("SKILLFLAW_MAX_FILE_SIZE_UPLOAD", "1024", "The largest request body, in megabytes.",
            (settings, text) => settings.MaxUploadMegabytes = SettingText.Whole(text, 1, 1_000_000)),
        new("SKILLFLAW_FRONTEND_PATH", null, "A folder with a built editor, which is served at the root.",
            (settings, text) => settings.FrontendFolder = Directory.Exists(SettingText.Folder(text))
                ? SettingText.Folder(text)
                : throw new FormatException("must be a folder that exists")),
        new("SKILLFLAW_ALLOW_PRIVATE_ADDRESSES", "false", "Whether components may call loopback and private addresses. The provider addresses below are allowed in any case.",
            (settings, text) => settings.AllowPrivateAddresses = SettingText.Flag(text)),
        new("SKILLFLAW_RUN_TIMEOUT", "3600", "How long a run may take, in seconds.",
            (settings, text) => settings.RunTimeout = SettingText.Seconds(text, 1, 86_400)),
        new("SKILLFLAW_VERTEX_TIMEOUT", "1800", "How long one component of a run may take, in seconds.",
            (settings, text) => settings.VertexTimeout = SettingText.Seconds(text, 1, 86_400)),
        new("SKILLFLAW_MAX_CONCURRENT_RUNS", "5000", "How many runs a tenant may have at once; more are answered with 429.",
            (settings, text) => settings.MaxConcurrentRuns = SettingText.Whole(text, 1, 1_000_000)),
        new("SKILLFLAW_MAX_RUNS_PER_SECOND", "0", "How many runs a tenant may begin in a second; more are answered with 429, and queued jobs wait. 0 for any number.",
            (settings, text) => settings.MaxRunsPerSecond = SettingText.Whole(text, 0, 10_000_000)),
        new("SKILLFLAW_MAX_TOKENS_PER_DAY", "0", "How many tokens a tenant's models may take on a day (UTC); after that runs are answered with 429, and queued jobs wait. 0 for any number.",
            (settings, text) => settings.MaxTokensPerDay = SettingText.Whole(text, 0, int.MaxValue)),
        new("SKILLFLAW_WEBHOOK_AUTH_ENABLE", "true", "Whether webhooks need an API key or the flow's signature. Without, whoever knows a flow's id runs it as its owner.",
            (settings, text) => settings.WebhooksNeedCredentials = SettingText.Flag(text)),
        new("SKILLFLAW_QUEUE_CONCURRENCY", "1000", "How many queued jobs (webhooks, background workflows, schedules) may run at once on a node.",
            (settings, text) => settings.QueueConcurrency = SettingText.Whole(text, 1, 100_000)),
        new("SKILLFLAW_QUEUE_LENGTH", "1000000", "How many jobs may wait on a node; more are answered with 503.",
            (settings, text) => settings.QueueLength = SettingText.Whole(text, 1, 100_000_000)),
        new("SKILLFLAW_TENANT_QUEUE_LENGTH", "100000", "How many jobs of a tenant may wait on a node; more are answered with 429.",
            (settings, text) => settings.TenantQueueLength = SettingText.Whole(text, 1, 100_000_000)),
        new("SKILLFLAW_JOB_MAX_ATTEMPTS", "5", "How often a queued job is tried when it fails in a way that may pass; then it is dead.",
            (settings, text) => settings.JobMaxAttempts = SettingText.Whole(text, 1, 100)),
        new("SKILLFLAW_JOB_RETRY_DELAY", "1", "How long a queued job waits after its first failure, in seconds; each further one doubles it, up to ten minutes.",
            (settings, text) => settings.JobRetryDelay = SettingText.Seconds(text, 1, 3_600)),
        new("SKILLFLAW_JOBS_TTL", "86400", "For how long a queued job can be looked at after it has succeeded or was cancelled, in seconds.",
            (settings, text) => settings.JobsLifetime = SettingText.Seconds(text, 60, 31_536_000)),
        new("SKILLFLAW_DEAD_JOBS_TTL", "1209600", "For how long a queued job that has died is kept, in seconds.",
            (settings, text) => settings.DeadJobsLifetime = SettingText.Seconds(text, 60, 315_360_000)),
        new("SKILLFLAW_SHUTDOWN_TIMEOUT", "30", "How long running work may take to end when the server is stopped, in seconds. New requests get 503 meanwhile.",
            (settings, text) => settings.ShutdownTimeout = SettingText.Seconds(text, 0, 3_600)),
        new("SKILLFLAW_AUTO_LOGIN", "false", "Whether whoever comes without credentials is the superuser. Only with a loopback `SKILLFLAW_HOST`.",
            (settings, text) => settings.AutoLogin = SettingText.Flag(text)),
        new("SKILLFLAW_SKIP_AUTH_AUTO_LOGIN", "false", "With `SKILLFLAW_AUTO_LOGIN`: whether that holds for every call, and not only for `/api/v1/auto_login`.",
            (settings, text) => settings.SkipAuthAutoLogin = SettingText.Flag(text)),
        new("SKILLFLAW_NEW_USER_IS_ACTIVE", "false", "Whether users that a superuser makes may log in at once.",
            (settings, text) => settings.NewUserIsActive = SettingText.Flag(text)),
        new("SKILLFLAW_ACCESS_TOKEN_EXPIRE_SECONDS", "3600", "How long an access token is valid.",
            (settings, text) => settings.AccessTokenLifetime = SettingText.Seconds(text, 10, 31_536_000)),
        new("SKILLFLAW_REFRESH_TOKEN_EXPIRE_SECONDS", "604800", "How long a refresh token is valid.",
            (settings, text) => settings.RefreshTokenLifetime = SettingText.Seconds(text, 10, 31_536_000)),
        new("SKILLFLAW_API_KEY_SOURCE", "db", "`db`: API keys are those that users make. `env`: the only one is `SKILLFLAW_API_KEY`, and it acts as the superuser.",
            (settings, text) => settings.ApiKeyFromEnvironment = SettingText.OneOf(text, "db", "env") == "env"),
        new("SKILLFLAW_API_KEY", null, "The one API key, for `SKILLFLAW_API_KEY_SOURCE=env`. Otherwise the server does not read it; scripts do.",
            (settings, text) => settings.ApiKey = text) { IsSecret = true },
        new("SKILLFLAW_REMOVE_API_KEYS", "false", "Whether secrets in the fields of a flow are dropped when it is saved.",
            (settings, text) => settings.RemoveApiKeys = SettingText.Flag(text)),
        new("SKILLFLAW_CORS_ORIGINS", "", "Origins whose pages may call this server with its cookies, separated by commas. Without any, only its own pages.",
            (settings, text) => settings.CorsOrigins = SettingText.Origins(text)),
        new("SKILLFLAW_TRUSTED_PROXIES", "", "Addresses or networks of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed, separated by commas.",
            (settings, text) => settings.TrustedProxies = SettingText.Addresses(text)),
        new("SKILLFLAW_BUILD_EVENTS_TTL", "3600", "For how long the events of a build can be read after its end, in seconds.",
            (settings, text) => settings.BuildEventsLifetime = SettingText.Seconds(text, 300, 31_536_000)),
        new("SKILLFLAW_MAX_TRANSACTIONS_TO_KEEP", "3000", "How many transactions of a flow are kept: the newest.",
            (settings, text) => settings.MaxTransactions = SettingText.Whole(text, 1, 1_000_000)),
        new("SKILLFLAW_MAX_VERTEX_BUILDS_TO_KEEP", "3000", "How many builds of a flow's vertices are kept: the newest.",
            (settings, text) => settings.MaxVertexBuilds = SettingText.Whole(text, 1, 1_000_000)),
        new("SKILLFLAW_MAX_VERTEX_BUILDS_PER_VERTEX", "2", "How many builds of each vertex are kept: the newest.",
            (settings, text) => settings.MaxBuildsOfVertex = SettingText.Whole(text, 1, 1_000_000)),
        new("SKILLFLAW_MESSAGES_TTL", "0", "For how many days messages are kept; 0 for ever.",
            (settings, text) => settings.MessageDays = SettingText.Whole(text, 0, 36_500)),
        new("SKILLFLAW_CREATE_STARTER_PROJECTS", "true", "Whether the starter flows are put into the first user's project at the first start.",
            (settings, text) => settings.CreateStarterProjects = SettingText.Flag(text)),
        new("SKILLFLAW_AGENTIC_EXPERIENCE", "false", "Whether `/api/v1/run/session` and the other routes of the editor's assistant are there.",
            (settings, text) => settings.AgenticExperience = SettingText.Flag(text)),
        new("SKILLFLAW_LOG_LEVEL", "info", "From which level on is logged: debug, info, warning, error, critical.",
            (settings, text) => settings.LogLevel = SettingText.Level(text)),
        new("SKILLFLAW_LOG_FORMAT", "text", "`text` or `json`, one object a line.",
            (settings, text) => settings.LogAsJson = SettingText.OneOf(text, "text", "json") == "json"),
        new("SKILLFLAW_EVENT_DELIVERY", "streaming", "How the editor asks for the events of a build: streaming, polling or direct.",
            (settings, text) => settings.EventDelivery = SettingText.OneOf(text, "streaming", "polling", "direct")),
        new("SKILLFLAW_AUTO_SAVING", "true", "Whether the editor saves by itself.",
            (settings, text) => settings.AutoSaving = SettingText.Flag(text)),
        new("SKILLFLAW_AUTO_SAVING_INTERVAL", "1000", "How long the editor waits before it saves, in milliseconds.",
            (settings, text) => settings.AutoSavingInterval = SettingText.Whole(text, 0, 3_600_000)),
        new("SKILLFLAW_FRONTEND_TIMEOUT", "0", "How long the editor waits for an answer, in seconds; 0 for its own limit.",
            (settings, text) => settings.FrontendTimeout = SettingText.Whole(text, 0, 86_400)),
        new("SKILLFLAW_HEALTH_CHECK_MAX_RETRIES", "5", "How often the editor asks again for the server's health.",
            (settings, text) => settings.HealthCheckMaxRetries = SettingText.Whole(text, 0, 1_000)),
        new("SKILLFLAW_HIDE_GETTING_STARTED_PROGRESS", "false", "Whether the editor hides its list of first steps.",
            (settings, text) => settings.HideGettingStartedProgress = SettingText.Flag(text)),
        new("SKILLFLAW_FILES_DIR", null, "The folder with the users' files; all servers of a cluster need the same. Without it `files` in the data folder.",
            (settings, text) => settings.FilesFolder = SettingText.Folder(text)),
        new("SKILLFLAW_SHARE_DATABASE", "false", "Whether a second server may use the same database without a cluster, while one takes over from another. Each has limits and caches of its own.",
            (settings, text) => settings.SharesDatabase = SettingText.Flag(text)),
        new("SKILLFLAW_CLUSTER", "none", "Who keeps the list of the cluster's silos: `redis` or `postgresql`; `none` for a server that is alone. Needs the Orleans build.",
            (settings, text) => settings.Cluster = Enum.Parse<ClusterKind>(SettingText.OneOf(text, "none", "redis", "postgresql"), ignoreCase: true)),
        new("SKILLFLAW_CLUSTER_CONNECTION", null, "Where Redis is: `HOST:PORT,password=PASSWORD`. For `postgresql` it is the server's own database.",
            (settings, text) => settings.ClusterConnection = text) { IsSecret = true },
        new("SKILLFLAW_CLUSTER_ID", "skillflaw", "Servers with the same one are one cluster.",
            (settings, text) => settings.ClusterId = text),
        new("SKILLFLAW_ROLE", "all", "What the server does in a cluster: `silo` hosts grains and answers only the health checks, `web` answers the API, `all` does both.",
            (settings, text) => settings.Role = Enum.Parse<NodeRole>(SettingText.OneOf(text, "all", "silo", "web"), ignoreCase: true)),
        new("SKILLFLAW_SILO_ADDRESS", null, "The IP address at which others reach this silo. Without it the first one of the host.",
            (settings, text) => settings.SiloAddress = IPAddress.TryParse(text, out var address) ? address : throw new FormatException("must be an IP address")),
        new("SKILLFLAW_SILO_PORT", "11111", "The port at which silos talk to each other.",
            (settings, text) => settings.SiloPort = SettingText.Whole(text, 1, 65_535)),
        new("SKILLFLAW_GATEWAY_PORT", "30000", "The port at which web hosts talk to silos.",
            (settings, text) => settings.GatewayPort = SettingText.Whole(text, 1, 65_535)),
        new("SKILLFLAW_SILO_CERTIFICATE", null, "A PFX file with the certificate and the key that silos and web hosts show each other. Without it they talk without TLS.",
            (settings, text) => settings.SiloCertificate = SettingText.Folder(text)),
        new("SKILLFLAW_SILO_CERTIFICATE_PASSWORD", null, "The password of that file.",
            (settings, text) => settings.SiloCertificatePassword = text) { IsSecret = true },
        new("SKILLFLAW_SILO_CERTIFICATE_AUTHORITY", null, "A PEM file with the certificates that must have signed those of the others.",
            (settings, text) => settings.SiloCertificateAuthority = SettingText.Folder(text)),
        new("SKILLFLAW_URL", null, "The address of a server, for scripts. The server does not read it.",
            (_, _) => { }),
    ];

    // Parsed here only to be refused at the start; the storage reads it again.
    private static string Checked(string url)
    {
        try
        {
            _ = DatabaseUrl.Parse(url);
            return url;
        }
        catch (InvalidDatabaseUrlException failure)
        {
            throw new FormatException($"is wrong: {failure.Message}", failure);
        }
    }
}
