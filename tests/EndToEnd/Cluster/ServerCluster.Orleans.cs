using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SkillFlaw.EndToEnd.Builds;
using SkillFlaw.Storage;

namespace SkillFlaw.EndToEnd.Cluster;

/// <summary>Three silos and two web hosts, each a process, with one PostgreSQL; and Redis where that keeps the list of silos.</summary>
public sealed class ServerCluster : IAsyncDisposable
{
    private const int SiloCount = 3;
    private const int WebCount = 2;

    private readonly List<TestFolder> _folders = [];
    private readonly Process? _redis;

    private ServerCluster(ServerDatabase database, Process? redis) => (Database, _redis) = (database, redis);

    /// <summary>What keeps the list of silos, for each that this machine has.</summary>
    public static TheoryData<string> Memberships => RedisPath is null ? ["postgresql"] : ["postgresql", "redis"];

    public ServerDatabase Database { get; }

    public List<RestartingServer> Silos { get; } = [];

    public List<RestartingServer> Webs { get; } = [];

    private static string? RedisPath { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "redis-server")).FirstOrDefault(File.Exists);

    public static async Task<ServerCluster> StartAsync(string membership, Ledger ledger)
    {
        using var none = new TestFolder();
        var redisPort = FreePort();
        var redis = membership == "redis"
            ? Process.Start(new ProcessStartInfo(RedisPath!, ["--port", $"{redisPort}", "--save", "", "--appendonly", "no"]) { RedirectStandardOutput = true })
            : null;
        var cluster = new ServerCluster(await ServerDatabase.CreateAsync(isPostgres: true, none), redis);

        // So many processes would take more connections than PostgreSQL has.
        var url = DatabaseUrl.Parse(cluster.Database.Settings[0].Value).ConnectionString + ";Maximum Pool Size=12";
        (string, string)[] settings =
        [
            .. ledger.Settings, ("SKILLFLAW_DATABASE_URL", url), ("SKILLFLAW_CLUSTER", membership), ("SKILLFLAW_SECRET_KEY", "a key of the whole cluster"),
            ("SKILLFLAW_SHUTDOWN_TIMEOUT", "5"), ("SKILLFLAW_SILO_ADDRESS", "127.0.0.1"), ("SKILLFLAW_JOB_RETRY_DELAY", "1"),
        ];
        if (redis is not null)
        {
            settings = [.. settings, ("SKILLFLAW_CLUSTER_CONNECTION", $"127.0.0.1:{redisPort}")];
        }

        string? key = null;
        for (var i = 0; i < SiloCount + WebCount; i++)
        {
            var folder = new TestFolder();
            cluster._folders.Add(folder);
            (string, string)[] own = i < SiloCount
                ? [("SKILLFLAW_ROLE", "silo"), ("SKILLFLAW_SILO_PORT", $"{FreePort()}"), ("SKILLFLAW_GATEWAY_PORT", $"{FreePort()}")]
                : [("SKILLFLAW_ROLE", "web")];
            var server = await RestartingServer.StartAsync(folder.Settings([.. settings, .. own]), key);
            key = server.ApiKey;
            (i < SiloCount ? cluster.Silos : cluster.Webs).Add(server);
        }

        return cluster;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Webs.Concat(Silos))
        {
            await server.DisposeAsync();
        }

        await Database.DisposeAsync();
        _redis?.Kill();
        _redis?.Dispose();
        _folders.ForEach(folder => folder.Dispose());
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
