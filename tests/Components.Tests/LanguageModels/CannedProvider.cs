using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SkillFlaw.Components.LanguageModels;

/// <summary>A provider that answers one request with exactly these bytes.</summary>
internal sealed class CannedProvider : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _answering;

    public CannedProvider(string contentType, string body, string status = "200 OK")
    {
        _listener.Start();
        _answering = AnswerAsync($"HTTP/1.1 {status}\r\nContent-Type: {contentType}\r\nConnection: close\r\n\r\n{body}");
    }

    public Uri BaseUrl => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1");

    /// <summary>An address at which nobody listens.</summary>
    public static async Task<Uri> GoneAsync()
    {
        var provider = new CannedProvider("", "");
        await using (provider)
        {
            return provider.BaseUrl;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _answering.ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    private async Task AnswerAsync(string answer)
    {
        using var client = await _listener.AcceptTcpClientAsync();
        var stream = client.GetStream();
        // The request is small and ends with its JSON.
        var request = new StringBuilder();
        var buffer = new byte[65_536];
        while (!request.ToString().EndsWith('}'))
        {
            request.Append(Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer)));
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes(answer));
    }
}
