using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Runs;

/// <summary>"This vertex has finished with this result", or "this vertex has failed", as bytes that a job can go on from.</summary>
public static class VertexCheckpoint
{
    /// <summary>Writes down that a vertex has finished, or with a null result that it has failed.</summary>
    public static byte[] ToCheckpoint(string vertexId, VertexResult? result)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, CheckpointValues.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("vertex"u8, vertexId);
            if (result is not null)
            {
                writer.WriteStartObject("result"u8);
                Write(writer, result);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="ToCheckpoint"/> has written.</summary>
    /// <exception cref="InvalidValueException">It has not written this.</exception>
    public static (string VertexId, VertexResult? Result) Read(ReadOnlySpan<byte> checkpoint)
    {
        try
        {
            var root = JsonElement.Parse(checkpoint, CheckpointValues.ReaderOptions);
            return (Text(root, "vertex"), root.TryGetProperty("result", out var result) ? ReadResult(result) : null);
        }
        catch (Exception failure) when (CheckpointValues.IsInvalid(failure))
        {
            throw new InvalidValueException("This is not a checkpoint of a vertex.", failure);
        }
    }

    private static void Write(Utf8JsonWriter writer, VertexResult result)
    {
        writer.WritePropertyName("outputs"u8);
        CheckpointValues.Write(writer, result.Outputs);
        if (!result.Changes.IsEmpty)
        {
            writer.WriteStartArray("changes"u8);
            foreach (var change in result.Changes)
            {
                writer.WriteStartArray();
                writer.WriteStringValue(NameOf(change.Action));
                writer.WriteStringValue(change.Output);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }

        WriteValue(writer, "state"u8, result.State);
        WriteValue(writer, "status"u8, result.Status);
        if (!result.Logs.IsEmpty)
        {
            writer.WriteStartArray("logs"u8);
            foreach (var log in result.Logs)
            {
                writer.WriteStartArray();
                writer.WriteStringValue(log.Output);
                writer.WriteStringValue(log.Name);
                CheckpointValues.Write(writer, log.Message);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }
    }

    private static VertexResult ReadResult(JsonElement result) => new()
    {
        Outputs = (ObjectValue)CheckpointValues.Read(result.GetProperty("outputs")),
        Changes = Items(result, "changes", change => new BranchChange(ActionOf(Text(change[0])), Text(change[1]))),
        State = Value(result, "state"),
        Status = Value(result, "status"),
        Logs = Items(result, "logs", log => new VertexLog(Text(log[0]), Text(log[1]), CheckpointValues.Read(log[2]))),
    };

    // What is not there is null, and what is null there is the value of that name.
    private static void WriteValue(Utf8JsonWriter writer, ReadOnlySpan<byte> name, FlowValue? value)
    {
        if (value is not null)
        {
            writer.WritePropertyName(name);
            CheckpointValues.Write(writer, value);
        }
    }

    private static FlowValue? Value(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? CheckpointValues.Read(value) : null;

    private static ImmutableArray<T> Items<T>(JsonElement element, string name, Func<JsonElement, T> read) =>
        element.TryGetProperty(name, out var items) ? [.. items.EnumerateArray().Select(read)] : [];

    private static string Text(JsonElement element, string name) => Text(element.GetProperty(name));

    private static string Text(JsonElement text) => text.GetString() ?? throw new FormatException("A text is null.");

    // Not the names in the code: a checkpoint outlives a version of it.
    private static string NameOf(BranchAction action) => action switch
    {
        BranchAction.Stop => "stop",
        BranchAction.Start => "start",
        BranchAction.Exclude => "exclude",
        BranchAction.ClearExclusions => "clear",
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "No such action."),
    };

    private static BranchAction ActionOf(string name) => name switch
    {
        "stop" => BranchAction.Stop,
        "start" => BranchAction.Start,
        "exclude" => BranchAction.Exclude,
        "clear" => BranchAction.ClearExclusions,
        _ => throw new FormatException($"There is no action '{name}'."),
    };
}
