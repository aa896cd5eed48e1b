using System.Runtime.InteropServices;
using System.Text.Json;
using SkillFlaw.FakeOpenAI.Http;

namespace SkillFlaw.FakeOpenAI.Embeddings;

/// <summary><c>POST /v1/embeddings</c>.</summary>
internal sealed class EmbeddingsEndpoint(ReplyScript script, int defaultDimensions)
{
    private const int MaxDimensions = 8192;

    public async Task AnswerAsync(Exchange exchange, ModelCatalog models)
    {
        var request = exchange.Request;
        var model = models.Check(request);
        var inputs = EmbeddingInput.Read(request.Json);
        var dimensions = ReadDimensions(request.Json);
        var asBase64 = ReadFormat(request.Json) is "base64";

        var reply = script.TakeEmbeddings(request);
        await exchange.PassAsync(reply?.Gate);
        await (reply switch
        {
            null => exchange.WriteJsonAsync(Write),
            VectorsReply => exchange.WriteJsonAsync(Write),
            BrokenReply { Drops: false } => exchange.WriteHalfAsync(Write),
            _ => exchange.WriteAsync(reply),
        });

        void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteString("object", "list");
            json.WriteStartArray("data");
            var vectors = (reply as VectorsReply)?.Values ?? inputs.Select(text => TextVector.Of(text, dimensions));
            foreach (var (index, vector) in vectors.Index())
            {
                WriteVector(json, index, vector, asBase64);
            }

            json.WriteEndArray();
            json.WriteString("model", model);
            WriteUsage(json, inputs.Sum(text => TextPieces.Count(text)));
            json.WriteEndObject();
        }
    }

    private int ReadDimensions(JsonElement body)
    {
        var given = body.Member("dimensions");
        return given.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => defaultDimensions,
            JsonValueKind.Number when given.TryGetInt32(out var dimensions) && dimensions is > 0 and <= MaxDimensions => dimensions,
            _ => throw RefusedException.WrongType("dimensions", $"a whole number from 1 to {MaxDimensions}"),
        };
    }

    private static string ReadFormat(JsonElement body)
    {
        var given = body.Member("encoding_format");
        return given.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? "float"
            : body.Text("encoding_format") is "float" or "base64" ? given.GetString()!
            : throw RefusedException.WrongType("encoding_format", "'float' or 'base64'");
    }

    private static void WriteVector(Utf8JsonWriter json, int index, float[] vector, bool asBase64)
    {
        json.WriteStartObject();
        json.WriteString("object", "embedding");
        json.WriteNumber("index", index);
        if (asBase64)
        {
            json.WriteBase64String("embedding", MemoryMarshal.AsBytes<float>(vector));
        }
        else
        {
            json.WriteStartArray("embedding");
            foreach (var value in vector)
            {
                json.WriteNumberValue(value);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteUsage(Utf8JsonWriter json, int tokens)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", tokens);
        json.WriteNumber("total_tokens", tokens);
        json.WriteEndObject();
    }
}
