using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SkillFlaw.WebApi.Http;

/// <summary>Writes a time in whole seconds with its offset, which is always that of UTC (semantics section 1.5).</summary>
internal sealed class OffsetTime : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss'+00:00'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[32];
        value.UtcDateTime.TryFormat(text, out var length, Format, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }
}
