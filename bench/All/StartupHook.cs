using System.Globalization;
using System.Net.Sockets;
using System.Text;

/// <summary>
/// What a measured server loads before it starts (DOTNET_STARTUP_HOOKS): it answers on a Unix socket what the server has allocated so far, and
/// what is left after a collection. It uses the base class library only, and does nothing until it is asked.
/// </summary>
internal static class StartupHook
{
    /// <summary>The environment variable with the socket's path.</summary>
    internal const string Variable = "BENCH_HOOK_SOCKET";

    internal static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path)
        {
            new Thread(() => Serve(path)) { IsBackground = true, Name = "bench" }.Start();
        }
    }

    private static void Serve(string path)
    {
        try
        {
            using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen();
            var question = new byte[1];
            while (true)
            {
                using var client = listener.Accept();
                while (client.Receive(question) == 1)
                {
                    client.Send(Encoding.ASCII.GetBytes(Answer((char)question[0])));
                }
            }
        }
        catch (SocketException)
        {
            // The host goes on without being measured.
        }
    }

    private static string Answer(char question)
    {
        if (question == 'c')
        {
            for (var i = 0; i < 3; i++)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
            }
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{GC.GetTotalAllocatedBytes()} {GC.GetTotalMemory(false)} {GC.CollectionCount(2)} {GC.GetTotalPauseDuration().Ticks}\n");
    }
}
