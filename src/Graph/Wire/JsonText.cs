using System.Buffers;
using System.Text;
using System.Text.Json;

namespace SkillFlaw.Graph.Wire;

/// <summary>Writes JSON into a text. Buffer and writer are to be had again: what is stored of each run and each vertex is written so.</summary>
public static class JsonText
{
    // What is longer is seldom.
    private const int MostKept = 64 << 10;

    [ThreadStatic]
    private static Spare? _spare;

    /// <summary>What was written.</summary>
    /// <param name="state">Given to <paramref name="write"/>, which so need not be made anew each time.</param>
    /// <param name="write">Writes one value.</param>
    /// <exception cref="ArgumentException">A text is not valid Unicode.</exception>
    public static string Write<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        // It is nobody's while it is in use, and gone where writing has failed.
        var spare = _spare ?? new Spare();
        _spare = null;
        spare.Buffer.ResetWrittenCount();
        spare.Writer.Reset(spare.Buffer);
        write(spare.Writer, state);
        spare.Writer.Flush();
        var text = Encoding.UTF8.GetString(spare.Buffer.WrittenSpan);
        _spare = spare.Buffer.Capacity <= MostKept ? spare : null;
        return text;
    }

    private sealed class Spare
    {
        public Spare() => Writer = new Utf8JsonWriter(Buffer, WireJson.Options);

        public ArrayBufferWriter<byte> Buffer { get; } = new(2_048);

        public Utf8JsonWriter Writer { get; }
    }
}
