using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SkillFlaw.Grains.Outbound;

/// <summary>A site on a port of this machine that answers each request with what the test says, and then closes the connection.</summary>
internal sealed class CannedSite : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _requests = [];
    private readonly Func<string, Stream, Task> _answer;
    private readonly Task _answering;

    private CannedSite(Func<string, Stream, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _answering = AnswerAsync();
    }

    /// <summary>The heads of the requests.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public IPEndPoint Place => (IPEndPoint)_listener.LocalEndpoint;

    public static CannedSite Saying(string body, params string[] headers) => Answering(_ => Response("200 OK", body, headers));

    public static CannedSite LeadingTo(string location) => Answering(_ => Response("302 Found", "", $"Location: {location}"));

    public static CannedSite Answering(Func<string, string> answer) =>
        new((request, stream) => stream.WriteAsync(Encoding.ASCII.GetBytes(answer(request))).AsTask());

    /// <summary>A site that writes as it likes.</summary>
    public static CannedSite Writing(Func<Stream, Task> answer) => new((_, stream) => answer(stream));

    public static string Response(string status, string body, params string[] headers) =>
        string.Join("\r\n", [$"HTTP/1.1 {status}", .. headers, $"Content-Length: {body.Length}", "Connection: close", "", body]);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _answering;
    }

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await AnswerAsync(client.GetStream());
            }
        }
        catch (Exception end) when (end is SocketException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var buffer = new byte[16_384];
        try
        {
            while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                var read = await stream.ReadAsync(buffer);
                if (read == 0)
                {
                    return;
                }

                head.Append(Encoding.ASCII.GetString(buffer, 0, read));
            }

            _requests.Enqueue(head.ToString());
            await _answer(head.ToString(), stream);
        }
        catch (IOException)
        {
            // The client has left.
        }
    }
}
