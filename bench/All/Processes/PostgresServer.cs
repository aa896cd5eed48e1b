using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SkillFlaw.Bench.All.Processes;

/// <summary>A PostgreSQL server in a temporary folder, with its default settings: what it answers is on the disk.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string Debian = "/usr/lib/postgresql";

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly string _programs;
    private readonly string _folder;
    private readonly int _port = FreePort();

    private PostgresServer(string programs, string folder) => (_programs, _folder) = (programs, folder);

    /// <summary>What it and its processes have taken, checkpoints included.</summary>
    public TimeSpan Cpu => ProcessFiles.CpuOfTree(int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture));

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Starts one; null where PostgreSQL is not installed.</summary>
    public static async Task<PostgresServer?> StartAsync(CancellationToken cancellationToken)
    {
        if (FindPrograms() is not { } programs)
        {
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("skillflaw-bench-pg-").FullName;
        var server = new PostgresServer(programs, folder);
        try
        {
            if (Environment.IsPrivilegedProcess)
            {
                // initdb refuses to run as root.
                await ChildProcess.RunAsync("chown", ["postgres", folder], _patience, cancellationToken);
            }

            await server.RunAsync(["initdb", "-D", server.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"], cancellationToken);
            var options = $"-p {server._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}";
            await server.RunAsync(["pg_ctl", "-D", server.Data, "-w", "-l", Path.Combine(folder, "log"), "-o", options, "start"], cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The URL of a database that is made when it is first used.</summary>
    public string NewDatabase() => $"postgresql://postgres@127.0.0.1:{_port}/bench_{Guid.NewGuid():N}";

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            await RunAsync(["pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop"], CancellationToken.None);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static string? FindPrograms()
    {
        var installed = Directory.Exists(Debian) ? Directory.EnumerateDirectories(Debian) : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return installed
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin"))
            .Concat(path)
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));
    }

    private Task RunAsync(string[] command, CancellationToken cancellationToken)
    {
        string[] whole = [Path.Combine(_programs, command[0]), .. command[1..]];
        return Environment.IsPrivilegedProcess
            ? ChildProcess.RunAsync("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", .. whole], _patience, cancellationToken)
            : ChildProcess.RunAsync(whole[0], whole[1..], _patience, cancellationToken);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
