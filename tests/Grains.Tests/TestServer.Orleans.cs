using System.Net;

namespace SkillFlaw.Grains;

public sealed partial class TestServer
{
    private static int _port = 30_000 + (Environment.ProcessId % 1_000 * 20);

    static partial void UseRuntime(ISiloBuilder silo)
    {
        var port = Interlocked.Add(ref _port, 2);
        silo.UseLocalhostClustering(port, port + 1, new IPEndPoint(IPAddress.Loopback, port), $"test-{port}", $"test-{port}");
    }
}
