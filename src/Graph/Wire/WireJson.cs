using System.Text.Encodings.Web;
using System.Text.Json;

namespace SkillFlaw.Graph.Wire;

/// <summary>How JSON is written that callers get.</summary>
public static class WireJson
{
    /// <summary>Text stays as it is, also where it could be HTML: answers say that they are JSON, and are not to be sniffed.</summary>
    public static JsonWriterOptions Options { get; } = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
