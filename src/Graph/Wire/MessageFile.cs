using System.Text.Json;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Wire;

/// <summary>A file of a message as the chat shows it: where it is, what it is called, and of what type it is.</summary>
public static class MessageFile
{
    /// <summary>Writes a file of a message.</summary>
    public static void Write(Utf8JsonWriter writer, string path)
    {
        writer.WriteStartObject();
        writer.WriteString("path"u8, path);
        writer.WriteString("name"u8, NameOf(path));
        writer.WriteString("type"u8, TypeOf(path));
        writer.WriteEndObject();
    }

    /// <summary>The same as a value.</summary>
    internal static FlowValue ToValue(string path) => FlowValue.Of(
        ("path", FlowValue.Of(path)), ("name", FlowValue.Of(NameOf(path))), ("type", FlowValue.Of(TypeOf(path))));

    private static string NameOf(string path) => Path.GetFileName(path);

    private static string TypeOf(string path) => Path.GetExtension(path).TrimStart('.').ToLowerInvariant();
}
