using System.Text.Json;
using SkillFlaw.FakeOpenAI.Http;

namespace SkillFlaw.FakeOpenAI.Embeddings;

/// <summary>
/// What is to be embedded: a text, texts, the token ids of a text, or of several. Token ids stand for a text of their digits.
/// </summary>
internal static class EmbeddingInput
{
    private const string Parameter = "input";

    public static IReadOnlyList<string> Read(JsonElement body)
    {
        var input = body.Member(Parameter);
        switch (input.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                throw RefusedException.Missing(Parameter);
            case JsonValueKind.Array when input.GetArrayLength() == 0:
                throw RefusedException.Empty(Parameter);
            case JsonValueKind.Array when input[0].ValueKind is not JsonValueKind.Number:
                return [.. input.EnumerateArray().Select(ReadOne)];
            default:
                return [ReadOne(input)];
        }
    }

    private static string ReadOne(JsonElement input) => input.ValueKind switch
    {
        JsonValueKind.String => input.GetString()!,
        JsonValueKind.Array when input.EnumerateArray().All(token => token.ValueKind is JsonValueKind.Number) =>
            string.Join(' ', input.EnumerateArray().Select(token => token.GetRawText())),
        _ => throw RefusedException.WrongType(Parameter, "a string, token ids, or an array of these"),
    };
}
