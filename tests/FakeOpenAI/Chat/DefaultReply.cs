using System.Text.Json;
using System.Text.Json.Nodes;
using SkillFlaw.FakeOpenAI.Http;
using SkillFlaw.FakeOpenAI.Schemas;

namespace SkillFlaw.FakeOpenAI.Chat;

/// <summary>The reply when the test has none: an echo, in the form that the request demands.</summary>
internal static class DefaultReply
{
    public static FakeReply To(FakeRequest request) =>
        ForcedTool(request) ?? Formatted(request) ?? FakeReply.Text($"echo: {request.LastUserText}");

    private static AnswerReply? ForcedTool(FakeRequest request)
    {
        var choice = request.Json.Member("tool_choice");
        if (choice.ValueKind is JsonValueKind.Object && choice.Member("function").Text("name") is { } forced)
        {
            // As OpenAI does: a call that the client named itself ends with "stop".
            return Call(request, tool => tool.Text("name") == forced, $"Tool choice '{forced}' not found in 'tools' parameter.", "stop");
        }

        return request.Json.Text("tool_choice") is "required"
            ? Call(request, _ => true, "'tool_choice' is only allowed when 'tools' are specified.", "tool_calls")
            : null;
    }

    private static AnswerReply Call(FakeRequest request, Func<JsonElement, bool> isMeant, string otherwise, string finishReason)
    {
        foreach (var tool in request.Json.Items("tools").Select(tool => tool.Member("function")).Where(isMeant))
        {
            var parameters = tool.Member("parameters");
            var arguments = parameters.ValueKind is JsonValueKind.Undefined
                ? new JsonObject()
                : SchemaSample.Create(parameters, "tools.function.parameters");
            return new([], [new(tool.Text("name") ?? "", JsonText.Of(arguments))], finishReason);
        }

        throw new RefusedException(400, null, otherwise, "tool_choice");
    }

    private static FakeReply? Formatted(FakeRequest request)
    {
        var format = request.Json.Member("response_format");
        return format.Text("type") switch
        {
            null or "text" => null,
            "json_object" => FakeReply.Text(JsonText.Of(new JsonObject { ["echo"] = request.LastUserText })),
            "json_schema" => FakeReply.Text(JsonText.Of(SchemaSample.Create(
                format.Member("json_schema").Member("schema"), "response_format.json_schema.schema"))),
            var type => throw new RefusedException(400, "invalid_value", $"Invalid value: '{type}'.", "response_format.type"),
        };
    }
}
