using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.WebApi.Responses;

/// <summary>A tool that an agent has used, as it stands in the content blocks of its message (semantics section 4.5).</summary>
/// <param name="Name">The tool.</param>
/// <param name="Input">What it was given.</param>
/// <param name="Output">What it gave; null while it runs, and where it failed.</param>
internal sealed record ToolUse(string Name, ObjectValue Input, FlowValue Output)
{
    /// <summary>The input as a text of JSON, the way clients know it.</summary>
    public string Arguments => field ??= PythonJson.Dump(Input);

    /// <summary>All uses of tools in a message, in their order.</summary>
    public static IEnumerable<ToolUse> Of(Message message) =>
        from block in message.ContentBlocks.OfType<ObjectValue>()
        from content in (block.Find("contents") as ListValue ?? ListValue.Empty).OfType<ObjectValue>()
        where content.Find("type") is TextValue { Value: "tool_use" }
        select new ToolUse(
            (content.Find("name") as TextValue)?.Value ?? "",
            content.Find("tool_input") as ObjectValue ?? ObjectValue.Empty,
            content.Find("output") ?? NullValue.Instance);
}
