using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using SkillFlaw.Components.Binding;

namespace SkillFlaw.Components.Catalog;

/// <summary>The catalogue as the editor reads it: by category and type, a node as it is dropped on the canvas (flow-format sections 2 to 4).</summary>
internal static class CatalogJson
{
    public static ReadOnlyMemory<byte> Write(IEnumerable<ComponentBinding> components)
    {
        var buffer = new ArrayBufferWriter<byte>(256 * 1024);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            foreach (var category in components.GroupBy(component => component.Declaration.Category).OrderBy(group => group.Key, StringComparer.Ordinal))
            {
                json.WriteStartObject(category.Key);
                foreach (var component in category)
                {
                    json.WritePropertyName(component.Declaration.Type);
                    WriteNode(json, component);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteNode(Utf8JsonWriter json, ComponentBinding component)
    {
        var declaration = component.Declaration;
        var inputs = component.Inputs.Where(input => !input.Declaration.Older).ToList();
        var outputs = component.Outputs.Where(output => !output.Declaration.Older).ToList();

        json.WriteStartObject();
        WriteTexts(json, "base_classes", outputs.SelectMany(output => output.Types).Distinct());
        json.WriteBoolean("beta", false);
        WriteTexts(json, "conditional_paths", []);
        json.WriteStartObject("custom_fields");
        json.WriteEndObject();
        json.WriteString("description", declaration.Description);
        json.WriteString("display_name", declaration.DisplayName);
        json.WriteString("documentation", "");
        json.WriteBoolean("edited", false);
        WriteTexts(json, "field_order", inputs.Select(input => input.Name));
        json.WriteBoolean("frozen", false);
        json.WriteString("icon", declaration.Icon);
        json.WriteBoolean("legacy", declaration.Legacy);
        json.WriteStartObject("metadata");
        json.WriteString("module", $"skillflaw.components.{declaration.Category}.{component.Class.Name}");
        json.WriteEndObject();
        json.WriteBoolean("minimized", declaration.Minimized);
        WriteTexts(json, "output_types", []);
        json.WriteStartArray("outputs");
        foreach (var output in outputs)
        {
            WriteOutput(json, output);
        }

        json.WriteEndArray();
        json.WriteBoolean("pinned", false);
        if (declaration.Replacement.Length > 0)
        {
            WriteTexts(json, "replacement", declaration.Replacement);
        }

        json.WriteStartObject("template");
        json.WriteString("_type", "Component");
        WriteCode(json);
        foreach (var input in inputs)
        {
            json.WritePropertyName(input.Name);
            CatalogField.Write(json, input);
        }

        json.WriteEndObject();
        json.WriteBoolean("tool_mode", false);
        json.WriteEndObject();
    }

    private static void WriteOutput(Utf8JsonWriter json, OutputBinding output)
    {
        var declaration = output.Declaration;
        json.WriteStartObject();
        json.WriteBoolean("allows_loop", declaration.AllowsLoop);
        json.WriteBoolean("cache", true);
        json.WriteString("display_name", declaration.DisplayName);
        json.WriteBoolean("group_outputs", declaration.GroupOutputs);
        json.WriteBoolean("hidden", declaration.Hidden);
        if (declaration.LoopTypes.Length > 0)
        {
            WriteTexts(json, "loop_types", declaration.LoopTypes);
        }

        json.WriteString("method", declaration.Method);
        json.WriteString("name", output.Name);
        json.WriteString("selected", output.Types[0]);
        json.WriteBoolean("tool_mode", declaration.ToolMode);
        WriteTexts(json, "types", output.Types);
        json.WriteString("value", "__UNDEFINED__");
        json.WriteEndObject();
    }

    // The editor expects the field; what it says is never read here.
    private static void WriteCode(Utf8JsonWriter json)
    {
        json.WriteStartObject("code");
        json.WriteBoolean("advanced", true);
        json.WriteBoolean("dynamic", true);
        WriteTexts(json, "fileTypes", []);
        json.WriteString("file_path", "");
        json.WriteString("info", "");
        json.WriteBoolean("list", false);
        json.WriteBoolean("load_from_db", false);
        json.WriteBoolean("multiline", true);
        json.WriteString("name", "code");
        json.WriteBoolean("password", false);
        json.WriteString("placeholder", "");
        json.WriteBoolean("required", true);
        json.WriteBoolean("show", true);
        json.WriteBoolean("title_case", false);
        json.WriteString("type", "code");
        json.WriteString("value", "");
        json.WriteEndObject();
    }

    internal static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
