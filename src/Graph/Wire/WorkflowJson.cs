using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Wire;

/// <summary>Writes what a flow gave as workflows answer it (semantics section 7.4): where its branches end, by the ids of the vertices.</summary>
public static class WorkflowJson
{
    /// <summary>The outputs as one JSON object.</summary>
    public static ImmutableArray<byte> OutputsOf(FlowGraph graph, RunResults results)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(bytes, WireJson.Options))
        {
            writer.WriteStartObject();
            foreach (var vertex in graph.Vertices)
            {
                if ((vertex.IsOutput || vertex.Successors.IsEmpty) && results[vertex.Index] is { } result)
                {
                    writer.WritePropertyName(vertex.Id);
                    WriteOutput(writer, vertex, result);
                }
            }

            writer.WriteEndObject();
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(bytes.WrittenSpan.ToArray());
    }

    private static void WriteOutput(Utf8JsonWriter writer, Vertex vertex, VertexResult result)
    {
        var value = result.Outputs.Entries.FirstOrDefault().Value;
        writer.WriteStartObject();
        writer.WriteString("type"u8, TypeOf(vertex));
        writer.WriteString("component_id"u8, vertex.Id);
        writer.WriteString("status"u8, "completed"u8);
        writer.WritePropertyName("content"u8);
        WriteContent(writer, vertex, value);
        writer.WriteStartObject("metadata"u8);
        writer.WriteString("component_type"u8, vertex.Definition.Type);
        if (!vertex.IsOutput && value is Message { Properties.Source: { Id: not null } source })
        {
            writer.WriteStartObject("source"u8);
            writer.WriteString("id"u8, source.Id);
            writer.WriteString("display_name"u8, source.DisplayName);
            writer.WriteString("source"u8, source.Source);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // What a flow says is the content of its outputs; a branch that ends in a message elsewhere has not said it to anybody.
    private static void WriteContent(Utf8JsonWriter writer, Vertex vertex, FlowValue? value)
    {
        switch (value)
        {
            case Message message when vertex.IsOutput:
                writer.WriteStringValue(message.Text);
                break;
            case Data data:
                JsonValues.Write(writer, data.Fields);
                break;
            case DataFrame:
            case not null when vertex.IsOutput:
                JsonValues.Write(writer, value);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static string TypeOf(Vertex vertex) => vertex.Definition.Outputs is [{ Types: [var type, ..] }, ..]
        ? type.ToLowerInvariant()
        : vertex.Definition.Type.ToLowerInvariant();
}
