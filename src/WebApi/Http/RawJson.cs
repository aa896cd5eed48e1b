using System.Text.Json;
using System.Text.Json.Serialization;

namespace SkillFlaw.WebApi.Http;

/// <summary>JSON that is handed on as it came: nobody makes objects of it on its way from the database to the client.</summary>
/// <param name="Json">A whole JSON value.</param>
[JsonConverter(typeof(RawJsonConverter))]
internal readonly record struct RawJson(string Json)
{
    public static readonly RawJson Null = new("null");
}

internal sealed class RawJsonConverter : JsonConverter<RawJson>
{
    // Bodies are read field by field, from their text.
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    // What is stored was parsed when it came.
    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Json, skipInputValidation: true);
}
