using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace SkillFlaw.Bench.Webhooks;

/// <summary>
/// Sends webhooks at an even pace, whatever the answers take, and notes how long each took from the moment at which it was due. One thread and plain
/// sockets: it shares the processors with the server that it measures.
/// </summary>
internal sealed class PacedSender : IDisposable
{
    private const int LongestPoll = 1_000;

    private readonly byte[] _request;
    private readonly byte[] _answer = new byte[8192];
    private readonly Dictionary<Socket, Waiting> _busy = [];
    private readonly Stack<Socket> _idle = [];

    public PacedSender(Uri server, string path, string apiKey, string body, int connections)
    {
        _request = Encoding.UTF8.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: {server.Authority}\r\nx-api-key: {apiKey}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
        for (var i = 0; i < connections; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(server.Host, server.Port);
            _idle.Push(socket);
        }
    }

    /// <summary>Sends for a while.</summary>
    /// <param name="perSecond">How many a second.</param>
    /// <param name="time">For how long.</param>
    /// <param name="most">How many at most.</param>
    /// <returns>How long each took, in milliseconds, the shortest first.</returns>
    public Task<double[]> SendAsync(double perSecond, TimeSpan time, int most = int.MaxValue) =>
        Task.Factory.StartNew(() => Send(perSecond, time, most), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public void Dispose()
    {
        foreach (var socket in _idle.Concat(_busy.Keys))
        {
            socket.Dispose();
        }
    }

    private double[] Send(double perSecond, TimeSpan time, int most)
    {
        var took = new List<double>();
        var watch = Stopwatch.StartNew();
        var total = (int)Math.Min(most, time.TotalSeconds * perSecond);
        for (var sent = 0; sent < total || _busy.Count > 0;)
        {
            for (var due = Due(sent); sent < total && due <= watch.Elapsed && _idle.TryPop(out var socket); due = Due(++sent))
            {
                socket.Send(_request);
                _busy.Add(socket, new Waiting(due));
            }

            Receive(watch, took, sent < total && _idle.Count > 0 ? Due(sent) : TimeSpan.MaxValue);
        }

        took.Sort();
        return [.. took];

        TimeSpan Due(int number) => TimeSpan.FromSeconds(number / perSecond);
    }

    private void Receive(Stopwatch watch, List<double> took, TimeSpan until)
    {
        var pause = (int)Math.Clamp((until - watch.Elapsed).TotalMicroseconds, 0, LongestPoll);
        if (_busy.Count == 0)
        {
            Thread.Sleep(pause / LongestPoll);
            return;
        }

        var readable = new List<Socket>(_busy.Keys);
        Socket.Select(readable, null, null, pause);
        foreach (var socket in readable)
        {
            var waiting = _busy[socket];
            var length = socket.Receive(_answer);
            waiting.Text.Append(Encoding.ASCII.GetString(_answer, 0, length));
            if (length == 0 || IsWhole(waiting.Text.ToString()))
            {
                took.Add(waiting.Text.ToString().StartsWith("HTTP/1.1 202", StringComparison.Ordinal)
                    ? (watch.Elapsed - waiting.Due).TotalMilliseconds
                    : throw new InvalidOperationException($"A webhook was answered with: {waiting.Text}"));
                _busy.Remove(socket);
                _idle.Push(socket);
            }
        }
    }

    private static bool IsWhole(string answer)
    {
        const string Length = "Content-Length: ";
        var body = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        var length = answer.IndexOf(Length, StringComparison.OrdinalIgnoreCase);
        return body >= 4 && (length < 0 || length > body
            ? answer.EndsWith("0\r\n\r\n", StringComparison.Ordinal)
            : answer.Length - body >= int.Parse(answer.AsSpan(length + Length.Length, answer.IndexOf('\r', length) - length - Length.Length), CultureInfo.InvariantCulture));
    }

    private sealed record Waiting(TimeSpan Due)
    {
        public StringBuilder Text { get; } = new();
    }
}
