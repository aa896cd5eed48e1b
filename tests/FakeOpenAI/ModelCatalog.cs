using System.Text.Json;
using SkillFlaw.FakeOpenAI.Http;

namespace SkillFlaw.FakeOpenAI;

/// <summary>The models there are, and <c>GET /v1/models</c>.</summary>
/// <param name="names">Null when every name is a model.</param>
internal sealed class ModelCatalog(IReadOnlyList<string>? names)
{
    /// <summary>When everything was made, for the same request to get the same reply.</summary>
    public const long Created = 1_700_000_000;

    private static readonly string[] _shown = ["gpt-4o", "gpt-4o-mini", "text-embedding-3-small"];

    /// <summary>The model that a request names, which must be one.</summary>
    public string Check(FakeRequest request)
    {
        var model = request.Json.Member("model").ValueKind switch
        {
            JsonValueKind.String => request.Model!,
            JsonValueKind.Undefined or JsonValueKind.Null => throw RefusedException.Missing("model"),
            _ => throw RefusedException.WrongType("model", "a string"),
        };
        return names is null || names.Contains(model) ? model : throw Unknown(model);
    }

    public Task ListAsync(Exchange exchange) => exchange.WriteJsonAsync(json =>
    {
        json.WriteStartObject();
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        foreach (var name in names ?? _shown)
        {
            Write(json, name);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    public Task ShowAsync(Exchange exchange, string escapedName)
    {
        var name = Uri.UnescapeDataString(escapedName);
        return names is null || names.Contains(name)
            ? exchange.WriteJsonAsync(json => Write(json, name))
            : throw Unknown(name);
    }

    private static void Write(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject();
        json.WriteString("id", name);
        json.WriteString("object", "model");
        json.WriteNumber("created", Created);
        json.WriteString("owned_by", "fake-openai");
        json.WriteEndObject();
    }

    private static RefusedException Unknown(string model) =>
        new(404, "model_not_found", $"The model '{model}' does not exist or you do not have access to it.", "model");
}
