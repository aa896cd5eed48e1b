using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using SkillFlaw.Graph.Values;
using SkillFlaw.Storage.Secrets;

namespace SkillFlaw.Storage.Queue;

/// <summary>
/// What a workflow was asked, as a job keeps it: the inputs as they came, and the variables sealed for this job, because they may be secrets.
/// </summary>
/// <param name="Inputs">The inputs.</param>
/// <param name="Variables">Variables that the request brought, by name.</param>
public sealed record StoredWorkflow(ObjectValue Inputs, ImmutableDictionary<string, string> Variables)
{
    // The inputs are one level deeper here than they were.
    private static readonly JsonDocumentOptions _reading = new() { MaxDepth = FlowValue.MaxDepth + 1 };

    /// <summary>Writes a request.</summary>
    /// <param name="inputs">The inputs, as they came; null for none.</param>
    /// <param name="variables">The variables.</param>
    /// <param name="secrets">Seals them.</param>
    /// <param name="place">Where they belong.</param>
    public static byte[] Write(JsonElement? inputs, ImmutableDictionary<string, string> variables, SecretBox secrets, SecretPlace place)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("inputs"u8);
            if (inputs is { } given)
            {
                given.WriteTo(writer);
            }
            else
            {
                writer.WriteStartObject();
                writer.WriteEndObject();
            }

            if (!variables.IsEmpty)
            {
                writer.WriteBase64String("variables"u8, secrets.Seal(TextOf(variables), place));
            }

            writer.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="SecretUnreadableException">The variables cannot be opened.</exception>
    /// <exception cref="FormatException">It is something else.</exception>
    public static StoredWorkflow Read(ReadOnlyMemory<byte> request, SecretBox secrets, SecretPlace place)
    {
        try
        {
            using var document = JsonDocument.Parse(request, _reading);
            var root = document.RootElement;
            var inputs = (ObjectValue)JsonValues.Read(root.GetProperty("inputs"));
            return new StoredWorkflow(
                inputs,
                root.TryGetProperty("variables", out var variables)
                    ? VariablesOf(secrets.Open(variables.GetBytesFromBase64(), place))
                    : ImmutableDictionary<string, string>.Empty);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidCastException or InvalidOperationException or InvalidValueException)
        {
            throw new FormatException("The request of this workflow cannot be read.", failure);
        }
    }

    /// <summary>Writes the inputs of a stored request as they came.</summary>
    public static void WriteInputs(Utf8JsonWriter writer, ReadOnlyMemory<byte> request)
    {
        using var document = JsonDocument.Parse(request, _reading);
        document.RootElement.GetProperty("inputs").WriteTo(writer);
    }

    /// <summary>Where the variables of a job belong.</summary>
    public static SecretPlace PlaceOf(Guid tenantId, int userId, Guid jobId) => new(tenantId, userId, $"workflow/{jobId}");

    private static string TextOf(ImmutableDictionary<string, string> variables)
    {
        var all = new ObjectBuilder(variables.Count);
        foreach (var (name, value) in variables)
        {
            all.Set(name, FlowValue.Of(value));
        }

        return all.ToValue().ToJson();
    }

    private static ImmutableDictionary<string, string> VariablesOf(string text) =>
        ((ObjectValue)JsonValues.Parse(text)).Entries.ToImmutableDictionary(each => each.Key, each => ((TextValue)each.Value).Value);
}
