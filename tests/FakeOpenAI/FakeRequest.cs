using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace SkillFlaw.FakeOpenAI;

/// <summary>A request as it arrived. What the body lacks is null, empty or false.</summary>
public sealed class FakeRequest
{
    private readonly Lazy<JsonNode?> _body;
    private readonly Lazy<IReadOnlyList<FakeMessage>> _messages;

    internal FakeRequest(long number, HttpRequest request, JsonElement json)
    {
        Number = number;
        Method = request.Method;
        Path = request.Path.Value ?? "";
        Authorization = request.Headers.Authorization;
        Organization = request.Headers["OpenAI-Organization"];
        Json = json;
        _body = new(() => Json.ValueKind is JsonValueKind.Undefined ? null : JsonNode.Parse(Json.GetRawText()));
        _messages = new(() => [.. Json.Items("messages").Where(item => item.ValueKind is JsonValueKind.Object).Select(FakeMessage.Read)]);
    }

    /// <summary>1 for the first request of the server. Ids in the reply are made of it: <c>chatcmpl-1</c>, <c>call_1_0</c>.</summary>
    public long Number { get; }

    /// <summary>The HTTP method.</summary>
    public string Method { get; }

    /// <summary>The path, with <c>/v1</c>.</summary>
    public string Path { get; }

    /// <summary>The Authorization header, as sent.</summary>
    public string? Authorization { get; }

    /// <summary>The OpenAI-Organization header.</summary>
    public string? Organization { get; }

    /// <summary>The body; null when there was none or it was no JSON.</summary>
    public JsonNode? Body => _body.Value;

    /// <summary>The model's name.</summary>
    public string? Model => Json.Text("model");

    /// <summary>The messages of a chat.</summary>
    public IReadOnlyList<FakeMessage> Messages => _messages.Value;

    /// <summary>The text of the last user message, or an empty one.</summary>
    public string LastUserText => Messages.LastOrDefault(message => message.Role is "user")?.Text ?? "";

    /// <summary>The names of the functions that the model may call.</summary>
    public IReadOnlyList<string> Tools => [.. Json.Items("tools").Select(tool => tool.Member("function").Text("name") ?? "")];

    /// <summary>Whether the reply is to be streamed.</summary>
    public bool Stream => Json.Member("stream").ValueKind is JsonValueKind.True;

    /// <summary>The sampling temperature.</summary>
    public double? Temperature => Json.Number("temperature");

    /// <summary>The nucleus sampling mass.</summary>
    public double? TopP => Json.Number("top_p");

    /// <summary>The most tokens the reply may have, under its new name or its old one. The fake does not keep to it.</summary>
    public int? MaxTokens => (int?)(Json.Number("max_completion_tokens") ?? Json.Number("max_tokens"));

    /// <summary>Undefined when there was no body or it was no JSON.</summary>
    internal JsonElement Json { get; }
}
