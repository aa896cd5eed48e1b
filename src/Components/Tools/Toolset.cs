using System.Text;
using SkillFlaw.Components.Binding;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Tools;

/// <summary>A component as tools for a model (flow-format section 14): one for each of its outputs that may be one.</summary>
internal static class Toolset
{
    /// <summary>The output of a node in tool mode.</summary>
    public const string Output = "component_as_tool";

    public static ListValue Of(ComponentBinding binding, VertexCall call)
    {
        var rows = (call.Parameters.FirstOrDefault(parameter => parameter.Name == "tools_metadata")?.Value as ListValue)?
            .Items.OfType<ObjectValue>().ToList() ?? [];
        var outputs = binding.Outputs.Where(output => output.Declaration is { ToolMode: true, Older: false } && !output.Types.Contains("Tool"));
        return FlowValue.Of(outputs.Select(output => Make(binding, call, output, Row(rows, output))).OfType<Tool>());
    }

    // What the user changed of a tool is found by the method that it was made of.
    private static ObjectValue? Row(List<ObjectValue> rows, OutputBinding output) =>
        rows.Find(row => row.Find("tags") is ListValue { Count: > 0 } tags && tags[0] is TextValue tag && tag.Value == output.Declaration.Method);

    private static Tool? Make(ComponentBinding binding, VertexCall call, OutputBinding output, ObjectValue? row)
    {
        if (row?.Find("status") is BooleanValue { Value: false })
        {
            return null;
        }

        var name = Text(row, "name") ?? output.Declaration.Method;
        var description = Text(row, "description") ?? (call.Description.Length > 0 ? call.Description : binding.Declaration.Description);
        if (Text(row, "commands") is { } commands)
        {
            description = $"Use this tool when one of these commands is given: {commands}. {description}";
        }

        return new Tool(call.VertexId, output.Name, ToName(name), description, ToolSchema.Of(binding, call));
    }

    private static string? Text(ObjectValue? row, string key) => row?.Find(key) is TextValue { Value: var text } && text.Trim().Length > 0 ? text : null;

    // Providers take letters, digits, underscores and dashes.
    private static string ToName(string name)
    {
        var result = new StringBuilder(name.Length);
        foreach (var character in name)
        {
            result.Append(char.IsAsciiLetterOrDigit(character) || character is '_' or '-' ? character : '-');
        }

        return result.ToString();
    }
}
