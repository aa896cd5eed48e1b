using System.Net;

namespace SkillFlaw.GrainRuntime.Tests;

public sealed partial class TestSilo
{
    private static int _port = 20_000 + (Environment.ProcessId % 1_000 * 20);

    static partial void UseRuntime(ISiloBuilder silo)
    {
        var port = Interlocked.Add(ref _port, 2);
        silo.UseLocalhostClustering(port, port + 1, new IPEndPoint(IPAddress.Loopback, port), $"test-{port}", $"test-{port}");
        silo.AddMemoryStreams(Streams, streams => streams.ConfigurePullingAgent(agent => agent.Configure(
            options => options.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(10))));
    }
}
