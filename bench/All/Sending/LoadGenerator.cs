using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace SkillFlaw.Bench.All.Sending;

/// <summary>
/// Sends what a job says, over plain sockets. It is a process of its own, in which one thread receives and sends (the socket settings that
/// <see cref="LoadProcess"/> gives it): it shares the processors with the server that it measures.
/// </summary>
internal sealed partial class LoadGenerator : IDisposable
{
    private const double Patience = 30;
    private const double LateAfter = 1000;

    private readonly Lock _lock = new();
    private readonly LoadJob _job;
    private readonly Stack<LoadConnection> _idle = [];
    private readonly List<LoadConnection> _connections = [];
    private readonly LatencyHistogram _latency = new();
    private readonly LatencyHistogram _first = new();
    private long _began;
    private long _started;
    private long _answered;
    private long _inTime;
    private long _wrong;
    private long _late;
    private long _bytes;
    private int _lost;
    private string? _sample;

    private LoadGenerator(LoadJob job)
    {
        _job = job;
        for (var i = 0; i < job.Connections; i++)
        {
            _connections.Add(new LoadConnection(this, job, i));
            _idle.Push(_connections[i]);
        }
    }

    /// <summary>Reads jobs line by line. Each begins with the line that follows it; the answers are <c>ready</c> and the result.</summary>
    public static int Serve(TextReader input, TextWriter output)
    {
        while (input.ReadLine() is { } line)
        {
            using var generator = new LoadGenerator(JsonSerializer.Deserialize<LoadJob>(line)!);
            output.WriteLine("ready");
            if (input.ReadLine() is not null)
            {
                output.WriteLine(JsonSerializer.Serialize(generator.Send()));
            }
        }

        return 0;
    }

    /// <summary>An operation has ended; the connection may begin the next one.</summary>
    public void Ended(LoadConnection connection, long bytes, string? wrong)
    {
        var now = Stopwatch.GetTimestamp();
        long due;
        lock (_lock)
        {
            Note(connection, now, bytes, wrong);
            if (!IsDue(now, out due))
            {
                _idle.Push(connection);
                return;
            }
        }

        connection.Begin(due);
    }

    /// <summary>A connection was closed by the server.</summary>
    public void Lost(SocketError error)
    {
        lock (_lock)
        {
            _lost++;
            _wrong++;
            _sample ??= $"A connection was closed: {error}";
        }
    }

    public void Dispose() => _connections.ForEach(connection => connection.Dispose());

    private LoadResult Send()
    {
        var cpu = Environment.CpuUsage.TotalTime;
        _began = Stopwatch.GetTimestamp();
        while (StartThoseDue())
        {
            // Connections that are answered go on by themselves; this thread only begins what they cannot.
            _ = Sleep(_job.PerSecond > 0 ? 200u : 2_000u);
        }

        lock (_lock)
        {
            var elapsed = Math.Min(_job.Seconds, Stopwatch.GetElapsedTime(_began).TotalSeconds);
            return new LoadResult
            {
                Answered = _answered,
                PerSecond = _inTime / elapsed,
                Wrong = _wrong + (_connections.Count - _lost - _idle.Count),
                Late = _late,
                Sample = _sample,
                P50 = _latency.At(0.5),
                P99 = _latency.At(0.99),
                Longest = _latency.Longest,
                FirstP50 = _first.At(0.5),
                FirstP99 = _first.At(0.99),
                BodyBytes = (double)_bytes / Math.Max(1, _answered),
                OwnCpu = (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / Math.Max(1, _answered),
            };
        }
    }

    /// <returns>Whether there is still something to send, or to wait for.</returns>
    private bool StartThoseDue()
    {
        while (true)
        {
            LoadConnection? connection;
            long due;
            lock (_lock)
            {
                var elapsed = Stopwatch.GetElapsedTime(_began).TotalSeconds;
                var over = elapsed >= _job.Seconds || (_job.Most > 0 && _started >= _job.Most);
                if (over && (_idle.Count + _lost == _connections.Count || elapsed > _job.Seconds + Patience))
                {
                    return false;
                }

                if (_idle.Count == 0 || !IsDue(Stopwatch.GetTimestamp(), out due))
                {
                    return true;
                }

                connection = _idle.Pop();
            }

            connection.Begin(due);
        }
    }

    private bool IsDue(long now, out long due)
    {
        due = _job.PerSecond > 0 ? _began + (long)(_started / _job.PerSecond * Stopwatch.Frequency) : now;
        if (due > now || Stopwatch.GetElapsedTime(_began, due).TotalSeconds >= _job.Seconds || (_job.Most > 0 && _started >= _job.Most))
        {
            return false;
        }

        _started++;
        return true;
    }

    private void Note(LoadConnection connection, long now, long bytes, string? wrong)
    {
        var took = Stopwatch.GetElapsedTime(connection.Due, now).TotalMilliseconds;
        _latency.Add(took);
        _first.Add(Stopwatch.GetElapsedTime(connection.Due, connection.FirstByte).TotalMilliseconds);
        _answered++;
        _bytes += bytes;
        if (Stopwatch.GetElapsedTime(_began, now).TotalSeconds <= _job.Seconds)
        {
            _inTime++;
        }

        if (took > LateAfter)
        {
            _late++;
        }

        if (wrong is not null)
        {
            _wrong++;
            _sample ??= wrong;
        }
    }

    // Thread.Sleep knows milliseconds only.
    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int Sleep(uint microseconds);
}
