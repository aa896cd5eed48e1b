using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace SkillFlaw.WebApi.Repeats;

/// <summary>
/// Keeps what an endpoint answers. A stream goes on to the caller as it comes; anything else only when it is asked to, so that it can be
/// stored before. What is too large is not kept, and goes on as it comes.
/// </summary>
internal sealed class KeptAnswer(HttpResponse response, IHttpResponseBodyFeature inner) : PipeWriter, IHttpResponseBodyFeature
{
    /// <summary>How large an answer may be to be kept.</summary>
    public const int Largest = 8 << 20;

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private int _sent;
    private int _flushed;
    private Stream? _stream;

    /// <summary>Whether the caller has some of it by now.</summary>
    public bool IsPassing { get; private set; }

    /// <summary>Whether it was too large to be kept.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>The answer, unless it is too large.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    public Stream Stream => _stream ??= AsStream(leaveOpen: true);

    public PipeWriter Writer => this;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _bytes.WrittenCount - _flushed;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _bytes.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _bytes.GetSpan(sizeHint);

    public override void Advance(int bytes) => _bytes.Advance(bytes);

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        IsPassing |= IsStream();
        if (!IsTooLarge && _bytes.WrittenCount > Largest)
        {
            (IsTooLarge, IsPassing) = (true, true);
        }

        _flushed = _bytes.WrittenCount;
        if (IsPassing)
        {
            await PassAsync(cancellationToken);
        }

        return default;
    }

    public override async ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        // Not all of it at once: what is too large is not to be held here.
        for (var rest = source; !rest.IsEmpty;)
        {
            var next = rest[..Math.Min(rest.Length, Largest / 8)];
            _bytes.Write(next.Span);
            await FlushAsync(cancellationToken);
            rest = rest[next.Length..];
        }

        return default;
    }

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (IsStream())
        {
            IsPassing = true;
            await inner.StartAsync(cancellationToken);
        }
    }

    public async Task CompleteAsync() => await FlushAsync();

    public void DisableBuffering()
    {
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

    /// <summary>Forgets what was written, because something else is answered. Only while nothing was sent.</summary>
    public void Clear()
    {
        _bytes.ResetWrittenCount();
        (_sent, _flushed) = (0, 0);
    }

    private bool IsStream() => response.ContentType is { } type
        && (type.StartsWith("text/event-stream", StringComparison.Ordinal) || type.StartsWith("application/x-ndjson", StringComparison.Ordinal));

    // A caller that has left keeps nobody from answering: whether the answer is whole is for who makes it to say.
    private async ValueTask PassAsync(CancellationToken cancellationToken)
    {
        inner.Writer.Write(_bytes.WrittenSpan[_sent..]);
        _sent = _bytes.WrittenCount;
        if (IsTooLarge)
        {
            Clear();
        }

        try
        {
            await inner.Writer.FlushAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }
}
