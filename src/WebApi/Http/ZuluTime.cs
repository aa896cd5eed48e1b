using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SkillFlaw.WebApi.Http;

/// <summary>Writes a time as UTC with a Z, and microseconds where there are any (semantics sections 1.5 and 5).</summary>
internal sealed class ZuluTime : JsonConverter<DateTimeOffset>
{
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char["2026-01-20T07:42:56.123456Z".Length];
        var hasFraction = value.Ticks % TimeSpan.TicksPerSecond >= TimeSpan.TicksPerMicrosecond;
        value.UtcDateTime.TryFormat(
            text, out var length, hasFraction ? "yyyy-MM-ddTHH:mm:ss.ffffffZ" : "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Bodies of requests are read by JsonFields.");
}
