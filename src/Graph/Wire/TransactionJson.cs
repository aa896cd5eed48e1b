using System.Text.Json;
using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Wire;

/// <summary>
/// Writes what a vertex was called with, for the monitor (semantics section 5.4). Secrets are masked, and what is long is cut.
/// </summary>
public static class TransactionJson
{
    /// <summary>Writes the parameters of a call as an object.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="call">The call.</param>
    /// <param name="vertex">Its vertex, which knows which fields are secret.</param>
    public static void WriteInputs(Utf8JsonWriter writer, VertexCall call, Vertex vertex)
    {
        writer.WriteStartObject();
        foreach (var parameter in call.Parameters)
        {
            if (parameter.Name == "code")
            {
                continue;
            }

            var isSecret = !parameter.IsVariable
                && (vertex.Definition.FindField(parameter.Name) is { Password: true } || SecretMask.IsSecret(parameter.Name));
            writer.WritePropertyName(parameter.Name);
            Write(writer, parameter.Value, isSecret);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, FlowValue value, bool isSecret)
    {
        switch (value)
        {
            case Message message:
                WriteText(writer, message.Text, isSecret);
                break;
            case TextValue text:
                WriteText(writer, text.Value, isSecret);
                break;
            case LanguageModel or Tool or ChatMemory:
                WriteText(writer, PythonText.Str(value), isSecret);
                break;
            case IntegerValue or NumberValue when isSecret:
                writer.WriteStringValue(SecretMask.Redacted);
                break;
            case ListValue list:
                WriteList(writer, list, isSecret);
                break;
            case ObjectValue fields:
                WriteObject(writer, fields, isSecret);
                break;
            case Data data:
                WriteObject(writer, data.Fields, isSecret);
                break;
            case DataFrame frame:
                WriteRows(writer, frame, isSecret);
                break;
            default:
                JsonValues.Write(writer, value);
                break;
        }
    }

    private static void WriteText(Utf8JsonWriter writer, string text, bool isSecret)
    {
        if (isSecret)
        {
            writer.WriteStringValue(SecretMask.Mask(text));
        }
        else
        {
            CutJson.WriteText(writer, text);
        }
    }

    private static void WriteList(Utf8JsonWriter writer, ListValue list, bool isSecret)
    {
        writer.WriteStartArray();
        var left = Math.Min(list.Count, CutJson.MostItems);
        for (var index = 0; index < left; index++)
        {
            Write(writer, list[index], isSecret);
        }

        if (left < list.Count)
        {
            writer.WriteStringValue(CutJson.Left(list.Count - left));
        }

        writer.WriteEndArray();
    }

    private static void WriteRows(Utf8JsonWriter writer, DataFrame frame, bool isSecret)
    {
        writer.WriteStartArray();
        for (var row = 0; row < Math.Min(frame.Rows.Length, CutJson.MostItems); row++)
        {
            WriteObject(writer, frame.Record(row), isSecret);
        }

        writer.WriteEndArray();
    }

    private static void WriteObject(Utf8JsonWriter writer, ObjectValue fields, bool isSecret)
    {
        writer.WriteStartObject();
        foreach (var (key, value) in fields.Entries)
        {
            writer.WritePropertyName(key);
            Write(writer, value, isSecret || SecretMask.IsSecret(key) || (key == "value" && NamesSecret(fields)));
        }

        writer.WriteEndObject();
    }

    // A table of headers or of variables has the name in one cell and the value in the next.
    private static bool NamesSecret(ObjectValue row) =>
        (row.Find("key") ?? row.Find("name")) is TextValue name && SecretMask.IsSecret(name.Value);
}
