using System.Text.Json;

namespace SkillFlaw.FakeOpenAI;

/// <summary>A message of a chat request.</summary>
/// <param name="Role">Who said it: <c>system</c>, <c>developer</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
/// <param name="Text">
/// The content. Parts are joined with spaces, and a part that is not text shows as its type: <c>[image]</c>, <c>[audio]</c>,
/// <c>[file]</c>, so text and a picture read <c>What is this? [image]</c>.
/// </param>
/// <param name="ToolCallId">The call that a tool message answers.</param>
/// <param name="ToolCalls">The calls that an assistant message asked for.</param>
public sealed record FakeMessage(string Role, string Text, string? ToolCallId, IReadOnlyList<FakeToolCall> ToolCalls)
{
    internal static FakeMessage Read(JsonElement message) => new(
        message.Text("role") ?? "",
        ReadContent(message.Member("content")),
        message.Text("tool_call_id"),
        [.. message.Items("tool_calls").Select(ReadToolCall)]);

    private static FakeToolCall ReadToolCall(JsonElement call)
    {
        var function = call.Member("function");
        return new(function.Text("name") ?? "", function.Text("arguments") ?? "", call.Text("id"));
    }

    private static string ReadContent(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Array => string.Join(' ', content.EnumerateArray().Select(ReadPart)),
        _ => "",
    };

    private static string ReadPart(JsonElement part) => part.Text("type") switch
    {
        "text" => part.Text("text") ?? "",
        "refusal" => part.Text("refusal") ?? "",
        "image_url" => "[image]",
        "input_audio" => "[audio]",
        var type => $"[{type}]",
    };
}
