using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SkillFlaw.Graph.Flows;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Wire;

/// <summary>Vertices that have been built, and what is written of them.</summary>
internal static class WireTexts
{
    public static readonly DateTimeOffset Noon = new DateTimeOffset(2026, 1, 20, 13, 0, 0, TimeSpan.FromHours(1)).AddTicks(1_234_567);

    /// <summary>A vertex with these outputs and fields of a flow of its own.</summary>
    public static Vertex Vertex(string type, string[] outputs, string? name = null, JsonObject? fields = null)
    {
        var template = fields ?? [];
        template["_type"] = "Component";
        var flow = new FlowJson().AddNode($"{type}-1", type, new JsonObject
        {
            ["display_name"] = name ?? type,
            ["template"] = template,
            ["outputs"] = new JsonArray([.. outputs.Select(output => FlowJson.Output(output))]),
        });
        return flow.Compile().Vertices[0];
    }

    public static BuiltVertex Built(string type, params (string Name, FlowValue Value)[] outputs) => new()
    {
        Vertex = Vertex(type, [.. outputs.Select(output => output.Name)]),
        Result = new VertexResult { Outputs = FlowValue.Of(outputs) },
        Duration = TimeSpan.FromMilliseconds(4),
        Timestamp = Noon,
    };

    public static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static JsonElement Data(BuiltVertex vertex) => JsonElement.Parse(Write(writer => BuildEventJson.WriteData(writer, vertex)));

    /// <summary>The only value that the outputs of a vertex show.</summary>
    public static JsonElement Shown(FlowValue value) =>
        Data(Built("Any", ("out", value))).GetProperty("outputs").GetProperty("out").GetProperty("message");

    /// <summary>JSON that is laid out for reading, as it is written.</summary>
    public static string OneLine(string json) => string.Concat(json.Split('\n').Select(line => line.Trim()));
}
