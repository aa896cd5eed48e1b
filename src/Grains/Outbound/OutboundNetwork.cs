using System.Net;
using System.Net.Sockets;

namespace SkillFlaw.Grains.Outbound;

/// <summary>The network around the server. Tests play one, in which a name changes its addresses and public addresses answer.</summary>
/// <param name="ResolveAsync">The addresses of a host.</param>
/// <param name="DialAsync">A connection to an address, which is the last word: nothing is looked up any more.</param>
internal sealed record OutboundNetwork(
    Func<string, CancellationToken, Task<IPAddress[]>> ResolveAsync,
    Func<IPEndPoint, CancellationToken, ValueTask<Stream>> DialAsync)
{
    public static readonly OutboundNetwork Real = new(Dns.GetHostAddressesAsync, ConnectAsync);

    private static async ValueTask<Stream> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
