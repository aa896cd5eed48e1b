using System.Buffers.Text;
using System.Text;

namespace SkillFlaw.Bench.All.Sending;

/// <summary>Reads the HTTP answers of one connection, with a length or in chunks. The body of an answer lies in one piece.</summary>
internal sealed class AnswerReader
{
    private byte[] _buffer = new byte[4096];
    private int _filled;
    private int _parsed;
    private int _bodyStart;
    private int _bodyEnd;
    private int _left;
    private Part _part;

    private enum Part
    {
        Head,
        Body,
        ChunkSize,
        Chunk,
        ChunkEnd,
        Trailer,
    }

    public int Status { get; private set; }

    public ReadOnlySpan<byte> Body => _buffer.AsSpan(_bodyStart, _bodyEnd - _bodyStart);

    public string Text => Encoding.UTF8.GetString(_buffer, 0, Math.Min(_filled, 600));

    /// <summary>Where the next bytes go.</summary>
    public Memory<byte> Free()
    {
        if (_buffer.Length - _filled < 1024)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        return _buffer.AsMemory(_filled);
    }

    public void Reset() => (_filled, _parsed, _bodyStart, _bodyEnd, _left, _part) = (0, 0, 0, 0, 0, Part.Head);

    /// <summary>Takes what was received.</summary>
    /// <returns>Whether the answer is whole.</returns>
    public bool Take(int count)
    {
        _filled += count;
        while (true)
        {
            var rest = _buffer.AsSpan(_parsed, _filled - _parsed);
            switch (_part)
            {
                case Part.Head when rest.IndexOf("\r\n\r\n"u8) is >= 0 and var end:
                    ReadHead(rest[..end]);
                    _parsed = _bodyStart = _bodyEnd = end + 4;
                    break;
                case Part.Body:
                    TakeBody(rest);
                    return _left == 0;
                case Part.ChunkSize when rest.IndexOf("\r\n"u8) is >= 0 and var end:
                    _ = Utf8Parser.TryParse(rest[..end], out _left, out _, 'x');
                    _parsed += end + 2;
                    _part = _left == 0 ? Part.Trailer : Part.Chunk;
                    break;
                case Part.Chunk:
                    TakeBody(rest);
                    if (_left > 0)
                    {
                        return false;
                    }

                    _part = Part.ChunkEnd;
                    break;
                case Part.ChunkEnd when rest.Length >= 2:
                    _parsed += 2;
                    _part = Part.ChunkSize;
                    break;
                case Part.Trailer:
                    return rest.Length >= 2;
                default:
                    return false;
            }
        }
    }

    private void ReadHead(ReadOnlySpan<byte> head)
    {
        Status = Utf8Parser.TryParse(head[9..], out int status, out _) ? status : 0;
        if (head.IndexOf("Content-Length: "u8) is >= 0 and var at)
        {
            _ = Utf8Parser.TryParse(head[(at + 16)..], out _left, out _);
        }

        _part = head.IndexOf("Transfer-Encoding: chunked"u8) >= 0 ? Part.ChunkSize : Part.Body;
    }

    private void TakeBody(ReadOnlySpan<byte> rest)
    {
        var count = Math.Min(rest.Length, _left);
        if (_bodyEnd != _parsed)
        {
            rest[..count].CopyTo(_buffer.AsSpan(_bodyEnd));
        }

        _bodyEnd += count;
        _parsed += count;
        _left -= count;
    }
}
