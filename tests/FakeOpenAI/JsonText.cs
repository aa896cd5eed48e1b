using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkillFlaw.FakeOpenAI;

/// <summary>Writes JSON as OpenAI does: in one line, and with characters as they are rather than escaped.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Utf8JsonWriter CreateWriter(IBufferWriter<byte> output) => new(output, _options);

    public static ReadOnlyMemory<byte> Bytes(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = CreateWriter(buffer))
        {
            write(writer);
        }

        return buffer.WrittenMemory;
    }

    public static string Of(JsonNode? value) => value is null ? "null" : Encoding.UTF8.GetString(Bytes(json => value.WriteTo(json)).Span);
}
