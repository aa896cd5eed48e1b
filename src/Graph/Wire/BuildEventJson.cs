using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Wire;

/// <summary>Writes the events of a build as its readers get them (semantics sections 4.3 to 4.7); each is one JSON object.</summary>
public static class BuildEventJson
{
    // Python's traceback would stand there; what is inside of a server is nobody's business.
    private const string NoStackTrace = "";

    private static readonly VertexResult _nothing = new();

    /// <summary>The first event of a build.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="ids">The vertices that start at once.</param>
    /// <param name="toRun">All that may run, with the outermost groups of those that stand in one.</param>
    public static void WriteVerticesSorted(Utf8JsonWriter writer, IEnumerable<string> ids, IEnumerable<string> toRun)
    {
        Start(writer, "vertices_sorted"u8);
        writer.WriteStartObject();
        WriteIds(writer, "ids"u8, ids);
        WriteIds(writer, "to_run"u8, toRun);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>A component begins to work as a tool; without an id, the build begins.</summary>
    public static void WriteBuildStart(Utf8JsonWriter writer, string? componentId = null) => WriteId(writer, "build_start"u8, componentId);

    /// <summary>A component has done its work as a tool.</summary>
    public static void WriteBuildEnd(Utf8JsonWriter writer, string componentId) => WriteId(writer, "build_end"u8, componentId);

    /// <summary>A message was stored, or replaced.</summary>
    public static void WriteMessage(Utf8JsonWriter writer, Message message)
    {
        Start(writer, "add_message"u8);
        MessageJson.WriteEvent(writer, message);
        writer.WriteEndObject();
    }

    /// <summary>A component has failed, and this message of it was stored.</summary>
    public static void WriteError(Utf8JsonWriter writer, Message message)
    {
        Start(writer, "error"u8);
        MessageJson.WriteEvent(writer, message);
        writer.WriteEndObject();
    }

    /// <summary>A piece of a message's text has come.</summary>
    public static void WriteToken(Utf8JsonWriter writer, Guid messageId, string text)
    {
        Start(writer, "token"u8);
        writer.WriteStartObject();
        writer.WriteString("chunk"u8, text);
        writer.WriteString("id"u8, messageId);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>A message was taken back.</summary>
    public static void WriteRemoveMessage(Utf8JsonWriter writer, Guid messageId)
    {
        Start(writer, "remove_message"u8);
        writer.WriteStartObject();
        writer.WriteString("id"u8, messageId);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>A line of a vertex' log.</summary>
    public static void WriteLog(Utf8JsonWriter writer, string vertexId, VertexLog log)
    {
        Start(writer, "log"u8);
        writer.WriteStartObject();
        new VertexResultJson(writer, "", _nothing, isBuild: true).WriteLog(log);
        writer.WriteString("output"u8, log.Output);
        writer.WriteString("component_id"u8, vertexId);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>The last event of a build, whatever came of it.</summary>
    public static void WriteEnd(Utf8JsonWriter writer) => WriteId(writer, "end"u8, null);

    /// <summary>The build has failed as a whole, and no message was stored (semantics section 4.6).</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="text">Why, in words for the user.</param>
    /// <param name="flowId">The flow.</param>
    /// <param name="sessionId">The conversation.</param>
    /// <param name="timestamp">When.</param>
    public static void WriteGraphError(Utf8JsonWriter writer, string text, string flowId, string sessionId, DateTimeOffset timestamp)
    {
        Start(writer, "error"u8);
        writer.WriteStartObject();
        writer.WriteString("session_id"u8, sessionId);
        writer.WriteNull("context_id"u8);
        writer.WriteNull("sender"u8);
        writer.WriteNull("sender_name"u8);
        writer.WriteString("text"u8, text);
        MessageJson.WriteProperties(writer, new MessageProperties { TextColor = "red", BackgroundColor = "red", Icon = "error" });
        writer.WriteString("category"u8, Message.ErrorCategory);
        writer.WriteBoolean("error"u8, true);
        writer.WritePropertyName("content_blocks"u8);
        JsonValues.Write(writer, ErrorBlock.Of("GraphError", component: null, text));
        writer.WriteString("flow_id"u8, flowId);
        writer.WriteStartArray("files"u8);
        writer.WriteEndArray();
        writer.WriteString("timestamp"u8, MessageJson.ZonedTime(timestamp));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>A vertex has run, or failed.</summary>
    public static void WriteEndVertex(Utf8JsonWriter writer, BuiltVertex vertex)
    {
        Start(writer, "end_vertex"u8);
        writer.WriteStartObject();
        writer.WriteStartObject("build_data"u8);
        writer.WriteString("id"u8, vertex.Vertex.Id);
        WriteIds(writer, "inactivated_vertices"u8, vertex.Inactivated);
        WriteIds(writer, "next_vertices_ids"u8, vertex.Next);
        WriteIds(writer, "top_level_vertices"u8, vertex.TopLevel);
        writer.WriteBoolean("valid"u8, vertex.Failure is null);
        writer.WriteString("params"u8, ParamsOf(vertex));
        writer.WritePropertyName("data"u8);
        WriteData(writer, vertex);
        writer.WriteString(
            "timestamp"u8,
            vertex.Timestamp.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>What the editor shows of a vertex: results, outputs, logs and times. What is long is cut.</summary>
    public static void WriteData(Utf8JsonWriter writer, BuiltVertex vertex)
    {
        var result = ResultOf(writer, vertex);
        writer.WriteStartObject();
        writer.WritePropertyName("results"u8);
        result.WriteResults();
        writer.WritePropertyName("outputs"u8);
        WriteOutputs(writer, vertex);
        writer.WritePropertyName("logs"u8);
        result.WriteLogs(DeclaredOutputs(vertex));
        writer.WritePropertyName("message"u8);
        result.WriteArtifacts();
        writer.WritePropertyName("artifacts"u8);
        result.WriteArtifacts();
        writer.WritePropertyName("timedelta"u8);
        writer.WriteRawValue(PythonText.Str(vertex.Duration.TotalSeconds), skipInputValidation: true);
        writer.WriteString("duration"u8, BuildDuration.Format(vertex.Duration));
        writer.WriteBoolean("used_frozen_result"u8, false);
        writer.WriteEndObject();
    }

    /// <summary>The artifacts of a vertex, which stand in its data too.</summary>
    public static void WriteArtifacts(Utf8JsonWriter writer, BuiltVertex vertex) => ResultOf(writer, vertex).WriteArtifacts();

    /// <summary>The outputs of a vertex, which stand in its data too. One that failed has its failure in place of the first.</summary>
    public static void WriteOutputs(Utf8JsonWriter writer, BuiltVertex vertex)
    {
        if (vertex.Failure is not { } failure)
        {
            ResultOf(writer, vertex).WriteOutputs(DeclaredOutputs(vertex));
            return;
        }

        var outputs = vertex.Vertex.Definition.Outputs;
        writer.WriteStartObject();
        writer.WriteStartObject(outputs.IsEmpty ? "output" : outputs[0].Name);
        writer.WriteStartObject("message"u8);
        writer.WritePropertyName("errorMessage"u8);
        CutJson.WriteText(writer, failure);
        writer.WriteString("stackTrace"u8, NoStackTrace);
        writer.WriteEndObject();
        writer.WriteString("type"u8, "error"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>The text that the editor shows for a vertex: why it failed, what an interface took or gave, or <c>None</c>.</summary>
    public static string ParamsOf(BuiltVertex vertex) =>
        vertex.Failure ?? ParamsText.Of(vertex.Vertex.Definition.Type, vertex.Result ?? _nothing);

    private static VertexResultJson ResultOf(Utf8JsonWriter writer, BuiltVertex vertex) =>
        new(writer, vertex.Vertex.Definition.Type, vertex.Result ?? _nothing, isBuild: true);

    // Of one that failed nothing is known.
    private static ImmutableArray<string> DeclaredOutputs(BuiltVertex vertex) =>
        vertex.Failure is null ? [.. vertex.Vertex.Definition.Outputs.Select(output => output.Name)] : [];

    // The event's object is left open for what is under "data".
    private static void Start(Utf8JsonWriter writer, ReadOnlySpan<byte> name)
    {
        writer.WriteStartObject();
        writer.WriteString("event"u8, name);
        writer.WritePropertyName("data"u8);
    }

    private static void WriteId(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? id)
    {
        Start(writer, name);
        writer.WriteStartObject();
        if (id is not null)
        {
            writer.WriteString("id"u8, id);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteIds(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IEnumerable<string> ids)
    {
        writer.WriteStartArray(name);
        foreach (var id in ids)
        {
            writer.WriteStringValue(id);
        }

        writer.WriteEndArray();
    }
}
