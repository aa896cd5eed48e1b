using System.Buffers;
using System.Text.Json;
using SkillFlaw.Graph.Wire;

namespace SkillFlaw.WebApi.Runs;

/// <summary>A buffer and a JSON writer into it, used again by the next request.</summary>
internal sealed class AnswerBuffer : IDisposable
{
    // A buffer that a huge answer has made stays with nobody.
    private const int LargestKept = 256 << 10;

    [ThreadStatic]
    private static AnswerBuffer? _free;

    private readonly ArrayBufferWriter<byte> _bytes = new(4_096);

    private AnswerBuffer() => Writer = new Utf8JsonWriter(_bytes, WireJson.Options);

    public Utf8JsonWriter Writer { get; }

    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    public static AnswerBuffer Rent()
    {
        var buffer = _free ?? new AnswerBuffer();
        _free = null;
        return buffer;
    }

    /// <summary>Ends a piece of the answer with an empty line, hands it over, and begins the next.</summary>
    public void CopyTo(IBufferWriter<byte> target)
    {
        target.Write(_bytes.WrittenSpan);
        target.Write("\n\n"u8);
        _bytes.ResetWrittenCount();
        Writer.Reset();
    }

    public void Dispose()
    {
        if (_bytes.Capacity <= LargestKept)
        {
            _bytes.ResetWrittenCount();
            Writer.Reset();
            _free = this;
        }
    }
}
