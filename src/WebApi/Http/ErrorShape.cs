using System.Text.Json;

namespace SkillFlaw.WebApi.Http;

/// <summary>What endpoints carry whose errors look different from all others'.</summary>
/// <param name="Write">Writes the fields of an error, from the exception, the HTTP status and the sentence for the caller.</param>
internal sealed record ErrorShape(Action<Utf8JsonWriter, Exception, int, string> Write);
