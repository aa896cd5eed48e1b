using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SkillFlaw.Bench.All.Sending;

/// <summary>A connection of a load generator. It always receives; whoever calls <see cref="Begin"/> sends.</summary>
internal sealed class LoadConnection : IDisposable
{
    private const int MostRepeats = 10_000;

    private readonly LoadGenerator _generator;
    private readonly LoadJob _job;
    private readonly Socket _socket;
    private readonly SocketAsyncEventArgs _receive = new();
    private readonly AnswerReader _answer = new();
    private readonly RequestText[] _requests;
    private readonly RequestText[][] _expected;
    private readonly byte[]?[] _until;
    private readonly int _number;
    private byte[] _jobId = new byte[36];
    private int _step;
    private int _repeats;
    private long _bytes;
    private long _count;
    private long _firstByte;

    public LoadConnection(LoadGenerator generator, LoadJob job, int number)
    {
        (_generator, _job, _number) = (generator, job, number);
        _requests = [.. job.Steps.Select(step => RequestText.Request(job, step, number))];
        _expected = [.. job.Steps.Select(step => step.Expected.Select(text => new RequestText(text, number)).ToArray())];
        _until = [.. job.Steps.Select(step => step.Until is null ? null : System.Text.Encoding.UTF8.GetBytes(step.Until))];
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new LingerOption(true, 0) };
        _socket.Connect(IPAddress.Loopback, job.Port);
        _receive.Completed += (_, _) => Received();
        Receive();
    }

    /// <summary>The moment at which the operation was due.</summary>
    public long Due { get; private set; }

    /// <summary>When the first byte of the last answer's body was there.</summary>
    public long FirstByte => _firstByte;

    public void Begin(long due)
    {
        (Due, _step, _repeats, _bytes) = (due, 0, 0, 0);
        _count++;
        Send();
    }

    public void Dispose()
    {
        _socket.Dispose();
        _receive.Dispose();
    }

    private void Send()
    {
        // Other connections begin at other turns, so that they do not meet at the same one.
        var turn = (int)((_count + (_number * 7919L)) % _job.Turns);
        foreach (var expected in _expected[_step])
        {
            expected.Fill(_count, turn, _jobId);
        }

        _requests[_step].Fill(_count, turn, _jobId);
        _firstByte = 0;
        _socket.Send(_requests[_step].Bytes);
    }

    private void Receive()
    {
        do
        {
            _receive.SetBuffer(_answer.Free());
        }
        while (!_socket.ReceiveAsync(_receive) && Take());
    }

    private void Received()
    {
        if (Take())
        {
            Receive();
        }
    }

    private bool Take()
    {
        if (_receive.SocketError is not SocketError.Success || _receive.BytesTransferred == 0)
        {
            _generator.Lost(_receive.SocketError);
            return false;
        }

        var whole = _answer.Take(_receive.BytesTransferred);
        if (_firstByte == 0 && !_answer.Body.IsEmpty)
        {
            _firstByte = Stopwatch.GetTimestamp();
        }

        if (whole)
        {
            Answered();
        }

        return true;
    }

    private void Answered()
    {
        var body = _answer.Body;
        var wrong = _answer.Status == _job.Steps[_step].Status && IsExpected(body) ? null : _answer.Text;
        var again = wrong is null && _until[_step] is { } until && body.IndexOf(until) < 0 && ++_repeats < MostRepeats;
        _bytes += body.Length;
        if (wrong is null && !again && ++_step < _requests.Length)
        {
            _jobId = RequestText.JobOf(body);
            again = true;
        }

        _answer.Reset();
        if (again)
        {
            Send();
        }
        else
        {
            _generator.Ended(this, _bytes, wrong);
        }
    }

    private bool IsExpected(ReadOnlySpan<byte> body)
    {
        foreach (var expected in _expected[_step])
        {
            if (body.IndexOf(expected.Bytes) < 0)
            {
                return false;
            }
        }

        return true;
    }
}
