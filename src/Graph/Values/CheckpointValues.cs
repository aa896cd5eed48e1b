using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace SkillFlaw.Graph.Values;

/// <summary>
/// Values as JSON that gives back exactly the value that was written, for checkpoints. Plain values stand for themselves; the others, and
/// an object with an entry of that name, are an object whose first entry is <c>$type</c>.
/// </summary>
public static class CheckpointValues
{
    private const string Type = "$type";

    // A tagged value takes up to three levels for each of its own.
    private const int MaxDepth = 4 * FlowValue.MaxDepth;

    internal static JsonWriterOptions WriterOptions => new() { MaxDepth = MaxDepth };

    internal static JsonDocumentOptions ReaderOptions => new() { MaxDepth = MaxDepth };

    /// <summary>The checkpoint form of a value, as UTF-8.</summary>
    public static byte[] ToCheckpoint(this FlowValue value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            Write(writer, value);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The value of a checkpoint.</summary>
    /// <exception cref="InvalidValueException">This is not what <see cref="ToCheckpoint"/> writes.</exception>
    public static FlowValue FromCheckpoint(ReadOnlyMemory<byte> checkpoint)
    {
        try
        {
            using var document = JsonDocument.Parse(checkpoint, ReaderOptions);
            return Read(document.RootElement);
        }
        catch (Exception failure) when (IsInvalid(failure))
        {
            throw new InvalidValueException("This is not a checkpoint of a value.", failure);
        }
    }

    /// <summary>Whether a failure says that what was read is no checkpoint.</summary>
    internal static bool IsInvalid(Exception failure) => failure is JsonException or InvalidOperationException or InvalidCastException
        or KeyNotFoundException or IndexOutOfRangeException or FormatException or OverflowException or ArgumentException;

    /// <summary>Writes a value as a part of another checkpoint.</summary>
    internal static void Write(Utf8JsonWriter writer, FlowValue value)
    {
        switch (value)
        {
            case ListValue list:
                WriteItems(writer, list);
                break;
            case ObjectValue fields when !fields.ContainsKey(Type):
                WriteEntries(writer, fields);
                break;
            case ObjectValue fields:
                Start(writer, "object");
                Write(writer, "keys", FlowValue.Of(fields.Keys.Select(FlowValue.Of)));
                Write(writer, "values", FlowValue.Of(fields.Values));
                writer.WriteEndObject();
                break;
            case NumberValue { Value: var number } when !double.IsFinite(number):
                Start(writer, "number");
                writer.WriteString("value", number.ToString(CultureInfo.InvariantCulture));
                writer.WriteEndObject();
                break;
            case Message message:
                Start(writer, "message");
                Write(writer, "fields", (message with { Extra = ObjectValue.Empty }).ToFields());
                Write(writer, "extra", message.Extra);
                if (message.Timestamp is { } time)
                {
                    // The fields have no fractions of a second.
                    writer.WriteNumber("ticks", time.UtcTicks);
                }

                if (message.Prompt is { } prompt)
                {
                    writer.WriteString("prompt", prompt.Text);
                    Write(writer, "images", FlowValue.Of(prompt.Images.Select(FlowValue.Of)));
                }

                writer.WriteEndObject();
                break;
            case Data data:
                Start(writer, "data");
                Write(writer, "fields", data.Fields);
                WriteTextKey(writer, data.TextKey, data.DefaultValue);
                break;
            case DataFrame frame:
                Start(writer, "dataframe");
                Write(writer, "columns", FlowValue.Of(frame.Columns.Select(FlowValue.Of)));
                Write(writer, "rows", FlowValue.Of(frame.Rows));
                WriteTextKey(writer, frame.TextKey, frame.DefaultValue);
                break;
            case LanguageModel model:
                WriteModel(writer, model);
                break;
            case Tool tool:
                Start(writer, "tool");
                writer.WriteString("vertex", tool.VertexId);
                writer.WriteString("output", tool.Output);
                writer.WriteString("name", tool.Name);
                writer.WriteString("description", tool.Description);
                Write(writer, "parameters", tool.Parameters);
                writer.WriteEndObject();
                break;
            case ChatMemory memory:
                Start(writer, "memory");
                writer.WriteString("session", memory.SessionId);
                writer.WriteString("context", memory.ContextId);
                writer.WriteEndObject();
                break;
            default:
                JsonValues.Write(writer, value);
                break;
        }
    }

    /// <summary>Reads a value that is a part of another checkpoint.</summary>
    internal static FlowValue Read(JsonElement element)
    {
        if (element.ValueKind is JsonValueKind.Array)
        {
            return FlowValue.Of(element.EnumerateArray().Select(Read));
        }

        if (element.ValueKind is not JsonValueKind.Object || !element.TryGetProperty(Type, out var type))
        {
            return element.ValueKind is JsonValueKind.Object
                ? ObjectValue.From(element.EnumerateObject().Select(entry => KeyValuePair.Create(entry.Name, Read(entry.Value))))
                : JsonValues.Read(element);
        }

        return type.GetString() switch
        {
            "object" => ObjectValue.From(Texts(element, "keys").Zip(
                element.GetProperty("values").EnumerateArray().Select(Read), KeyValuePair.Create)),
            "number" => FlowValue.Of(double.Parse(Text(element, "value"), CultureInfo.InvariantCulture)),
            "message" => Fields(element, "fields").ToMessage() with
            {
                Extra = Fields(element, "extra"),
                Timestamp = element.TryGetProperty("ticks", out var ticks) ? new DateTimeOffset(ticks.GetInt64(), TimeSpan.Zero) : null,
                Prompt = element.TryGetProperty("prompt", out var prompt)
                    ? new ChatPrompt(Text(prompt), [.. Texts(element, "images")])
                    : null,
            },
            "data" => new Data(Fields(element, "fields")) { TextKey = Text(element, "text_key"), DefaultValue = Text(element, "default") },
            "dataframe" => new DataFrame(
                [.. Texts(element, "columns")],
                [.. element.GetProperty("rows").EnumerateArray().Select(row => (ListValue)Read(row))])
            {
                TextKey = Text(element, "text_key"),
                DefaultValue = Text(element, "default"),
            },
            "model" => ReadModel(element),
            "tool" => new Tool(
                Text(element, "vertex"), Text(element, "output"), Text(element, "name"), Text(element, "description"), Fields(element, "parameters")),
            "memory" => new ChatMemory(Text(element, "session"), Text(element, "context")),
            var other => throw new FormatException($"There is no value of type '{other}'."),
        };
    }

    private static void Start(Utf8JsonWriter writer, string type)
    {
        writer.WriteStartObject();
        writer.WriteString(Type, type);
    }

    private static void Write(Utf8JsonWriter writer, string name, FlowValue value)
    {
        writer.WritePropertyName(name);
        Write(writer, value);
    }

    private static void WriteItems(Utf8JsonWriter writer, ListValue list)
    {
        writer.WriteStartArray();
        foreach (var item in list.Items)
        {
            Write(writer, item);
        }

        writer.WriteEndArray();
    }

    private static void WriteEntries(Utf8JsonWriter writer, ObjectValue fields)
    {
        writer.WriteStartObject();
        foreach (var (key, value) in fields.Entries)
        {
            Write(writer, key, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteTextKey(Utf8JsonWriter writer, string textKey, string defaultValue)
    {
        writer.WriteString("text_key", textKey);
        writer.WriteString("default", defaultValue);
        writer.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter writer, LanguageModel model)
    {
        Start(writer, "model");
        writer.WriteString("provider", model.Provider);
        writer.WriteString("model", model.Model);
        Write(writer, "url", FlowValue.Of(model.BaseUrl));
        Write(writer, "key", model.ApiKey is { } key
            ? FlowValue.Of([FlowValue.Of(key.VertexId), FlowValue.Of(key.Field), FlowValue.Of(key.Variable)])
            : NullValue.Instance);
        Write(writer, "temperature", model.Temperature is { } temperature ? FlowValue.Of(temperature) : NullValue.Instance);
        Write(writer, "max_tokens", model.MaxTokens is { } tokens ? FlowValue.Of((long)tokens) : NullValue.Instance);
        Write(writer, "seed", model.Seed is { } seed ? FlowValue.Of(seed) : NullValue.Instance);
        writer.WriteBoolean("json_mode", model.JsonMode);
        writer.WriteNumber("retries", model.MaxRetries);
        writer.WriteNumber("timeout", model.Timeout.Ticks);
        Write(writer, "arguments", model.Arguments);
        writer.WriteBoolean("stream", model.Stream);
        writer.WriteEndObject();
    }

    private static LanguageModel ReadModel(JsonElement element) => new()
    {
        Provider = Text(element, "provider"),
        Model = Text(element, "model"),
        BaseUrl = element.GetProperty("url").GetString(),
        ApiKey = element.GetProperty("key") is { ValueKind: JsonValueKind.Array } key
            ? new SecretReference(Text(key[0]), Text(key[1]), key[2].GetString())
            : null,
        Temperature = element.GetProperty("temperature") is { ValueKind: JsonValueKind.Number } temperature ? temperature.GetDouble() : null,
        MaxTokens = element.GetProperty("max_tokens") is { ValueKind: JsonValueKind.Number } tokens ? tokens.GetInt32() : null,
        Seed = element.GetProperty("seed") is { ValueKind: JsonValueKind.Number } seed ? seed.GetInt64() : null,
        JsonMode = element.GetProperty("json_mode").GetBoolean(),
        MaxRetries = element.GetProperty("retries").GetInt32(),
        Timeout = TimeSpan.FromTicks(element.GetProperty("timeout").GetInt64()),
        Arguments = Fields(element, "arguments"),
        Stream = element.GetProperty("stream").GetBoolean(),
    };

    private static string Text(JsonElement element, string name) => Text(element.GetProperty(name));

    private static string Text(JsonElement text) => text.GetString() ?? throw new FormatException("A text is null.");

    private static IEnumerable<string> Texts(JsonElement element, string name) =>
        element.GetProperty(name).EnumerateArray().Select(Text);

    private static ObjectValue Fields(JsonElement element, string name) => (ObjectValue)Read(element.GetProperty(name));
}
