using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace SkillFlaw.Bench.All.Processes;

/// <summary>Asks the <see cref="StartupHook"/> in a server.</summary>
internal sealed class ServerHook : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 60_000 };
    private readonly byte[] _answer = new byte[256];

    public ServerHook(string path) => _socket.Connect(new UnixDomainSocketEndPoint(path));

    /// <summary>What has to be in the environment of the server.</summary>
    public static (string Name, string Value)[] Environment(string path) =>
        [("DOTNET_STARTUP_HOOKS", typeof(StartupHook).Assembly.Location), (StartupHook.Variable, path)];

    /// <summary>All bytes that the server has allocated.</summary>
    public long Allocated() => Ask('a')[0];

    /// <summary>The bytes that are left after a full collection.</summary>
    public long Collect() => Ask('c')[1];

    public void Dispose() => _socket.Dispose();

    private long[] Ask(char question)
    {
        _socket.Send([(byte)question]);
        var length = _socket.Receive(_answer);
        return [.. Encoding.ASCII.GetString(_answer, 0, length).Trim().Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
    }
}
