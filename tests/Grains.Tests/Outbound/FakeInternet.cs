using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SkillFlaw.Grains.Outbound;

/// <summary>A network in which names have the addresses that a test says, and public addresses answer from this machine.</summary>
internal sealed class FakeInternet
{
    private readonly ConcurrentQueue<IPEndPoint> _dialled = [];
    private readonly ConcurrentQueue<string> _resolved = [];

    /// <summary>The addresses of a name: one row for each time that it is looked up; the last stays.</summary>
    public ConcurrentDictionary<string, Queue<string[]>> Names { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where an address really leads. What is not here leads nowhere.</summary>
    public ConcurrentDictionary<string, IPEndPoint> Places { get; } = [];

    /// <summary>What happens when a name is looked up.</summary>
    public Func<string, CancellationToken, Task> Looking { get; set; } = (_, _) => Task.CompletedTask;

    public IEnumerable<string> Dialled => _dialled.Select(each => each.ToString());

    public IEnumerable<string> Resolved => _resolved;

    public OutboundNetwork Network => new(ResolveAsync, DialAsync);

    public void Name(string name, params string[][] addresses) => Names[name] = new(addresses);

    private async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        _resolved.Enqueue(host);
        await Looking(host, cancellationToken);
        if (!Names.TryGetValue(host, out var answers))
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        lock (answers)
        {
            return Array.ConvertAll(answers.Count > 1 ? answers.Dequeue() : answers.Peek(), IPAddress.Parse);
        }
    }

    private ValueTask<Stream> DialAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        _dialled.Enqueue(endPoint);
        return Places.TryGetValue(endPoint.ToString(), out var place)
            ? OutboundNetwork.Real.DialAsync(place, cancellationToken)
            : throw new SocketException((int)SocketError.ConnectionRefused);
    }
}
