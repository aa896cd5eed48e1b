using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace SkillFlaw.Storage.Databases;

/// <summary>A PostgreSQL server of its own, in a temporary folder. It is stopped and removed at the end.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> _shared = new(StartAsync);

    // Also when the tests are killed, the server ends and its folder goes.
    private const string Watch = """
        (while kill -0 "$1" 2>/dev/null && [ -d "$2" ]; do sleep 1; done
        kill -QUIT "$(head -n 1 "$2/data/postmaster.pid")"; while ! rm -rf "$2"; do sleep 1; done) &
        """;

    private readonly string _folder;
    private readonly int _port;

    private PostgresServer(string folder, int port)
    {
        _folder = folder;
        _port = port;
    }

    /// <summary>The server that most tests share. It goes with the process.</summary>
    public static Task<PostgresServer> SharedAsync() => _shared.Value;

    public static async Task<PostgresServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("skillflaw-pg-").FullName;
        if (Environment.IsPrivilegedProcess)
        {
            // initdb refuses to run as root.
            await RunAsync("chown", "postgres", folder);
        }

        var server = new PostgresServer(folder, FreePort());
        await CommandAsync("initdb", "-D", server.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        await server.ResumeAsync();
        await RunAsync("setsid", "sh", "-c", Watch, "sh", $"{Environment.ProcessId}", folder);
        return server;
    }

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Starts a stopped server again.</summary>
    public Task ResumeAsync() => CommandAsync(
        "pg_ctl", "-D", Data, "-w", "-t", "60", "-l", Path.Combine(_folder, "log"),
        "-o", $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder} -c fsync=on -c max_connections=200", "start");

    /// <summary>Kills it as a crash would.</summary>
    public Task KillAsync() => CommandAsync("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");

    /// <summary>A URL of an empty database, which need not exist yet.</summary>
    public string NewDatabase() => $"postgresql://postgres@127.0.0.1:{_port}/test_{Guid.NewGuid():N}";

    public async ValueTask DisposeAsync()
    {
        // A test that fails between killing and resuming leaves it dead.
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            await KillAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static Task CommandAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(PostgresBinaries.Folder!, program);
        return Environment.IsPrivilegedProcess
            ? RunAsync("runuser", ["-u", "postgres", "--", path, .. arguments])
            : RunAsync(path, arguments);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // No pipes: the server would inherit them, and reading to their end would wait for its end.
        var start = new ProcessStartInfo("sh") { WorkingDirectory = "/", UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec \"$@\" >/dev/null 2>&1 </dev/null");
        start.ArgumentList.Add("sh");
        start.ArgumentList.Add(program);
        Array.ForEach(arguments, start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A URL for one test class: on the server of the environment where there is one.</summary>
    public static async Task<string> NewSharedDatabaseAsync() => PostgresBinaries.Server is { } setting
        ? new NpgsqlConnectionStringBuilder(DatabaseUrl.Parse(setting).ConnectionString) { Database = $"test_{Guid.NewGuid():N}" }.ConnectionString
        : (await SharedAsync()).NewDatabase();
}
