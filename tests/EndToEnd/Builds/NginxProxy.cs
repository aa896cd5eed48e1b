using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SkillFlaw.EndToEnd.Builds;

/// <summary>An nginx as it comes: a proxy with all defaults, which keep answers back in buffers and speak HTTP/1.0.</summary>
internal sealed class NginxProxy : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private NginxProxy(Process process, DirectoryInfo folder, Uri address)
    {
        _process = process;
        _folder = folder;
        Address = address;
    }

    /// <summary>The program; null where it is not installed.</summary>
    public static string? Program { get; } = new[] { "/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx", "/opt/homebrew/bin/nginx" }
        .FirstOrDefault(File.Exists);

    public Uri Address { get; }

    /// <summary>Starts one in front of a server.</summary>
    /// <param name="target">The server, or another proxy.</param>
    /// <param name="version">What it speaks to that; null for what it speaks unless it is told.</param>
    public static async Task<NginxProxy> StartAsync(Uri target, string? version = null)
    {
        var folder = Directory.CreateTempSubdirectory("skillflaw-nginx-");
        var port = FreePort();
        var path = Path.Combine(folder.FullName, "nginx.conf");
        await File.WriteAllTextAsync(path, $$"""
            daemon off;
            worker_processes 1;
            pid {{folder.FullName}}/pid;
            error_log {{folder.FullName}}/error.log;
            events { worker_connections 64; }
            http {
              access_log off;
              client_body_temp_path {{folder.FullName}}/body;
              proxy_temp_path {{folder.FullName}}/proxy;
              fastcgi_temp_path {{folder.FullName}}/fastcgi;
              uwsgi_temp_path {{folder.FullName}}/uwsgi;
              scgi_temp_path {{folder.FullName}}/scgi;
              server {
                listen 127.0.0.1:{{port}};
                location / { proxy_pass {{target.GetLeftPart(UriPartial.Authority)}}; {{(version is null ? "" : $"proxy_http_version {version};")}} }
              }
            }
            """);
        var process = Process.Start(new ProcessStartInfo(Program!, ["-p", folder.FullName, "-c", path]) { RedirectStandardError = true })!;
        var proxy = new NginxProxy(process, folder, new Uri($"http://127.0.0.1:{port}"));
        await proxy.WaitUntilUpAsync(port);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task WaitUntilUpAsync(int port)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
                return;
            }
            catch (SocketException) when (!_process.HasExited)
            {
                await Task.Delay(20, limit.Token);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>A test that needs nginx, and says so where there is none.</summary>
internal sealed class NginxTheoryAttribute : TheoryAttribute
{
    public NginxTheoryAttribute() => Skip = NginxProxy.Program is null ? "There is no nginx on this machine: install it." : null;
}
