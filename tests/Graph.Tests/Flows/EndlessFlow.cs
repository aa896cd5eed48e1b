namespace SkillFlaw.Graph.Flows;

/// <summary>A document that comes in pieces, or is made while it is read: a flow whose nodes never end.</summary>
internal sealed class EndlessFlow : Stream
{
    private readonly byte[] _start;
    private readonly byte[] _again;
    private readonly int _piece;
    private readonly long _length;

    public EndlessFlow(long length)
    {
        (_start, _again, _piece, _length) = ("""{"edges":[],"nodes":[{}"""u8.ToArray(), ",{}"u8.ToArray(), int.MaxValue, length);
    }

    public EndlessFlow(byte[] document, int piece) => (_start, _again, _piece, _length) = (document, [], piece, document.Length);

    /// <summary>How many bytes were read.</summary>
    public long BytesRead { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => BytesRead;
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var count = (int)Math.Min(Math.Min(buffer.Length, _piece), _length - BytesRead);
        for (var at = 0; at < count; at++)
        {
            var position = BytesRead + at;
            buffer.Span[at] = position < _start.Length ? _start[position] : _again[(position - _start.Length) % _again.Length];
        }

        BytesRead += count;
        return ValueTask.FromResult(count);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
