using SkillFlaw.Components.Binding;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Tools;

/// <summary>The JSON schema of a tool's arguments, from the inputs of its component (flow-format section 14).</summary>
internal static class ToolSchema
{
    /// <summary>The inputs that are meant for tools; where none is, all that a model could fill in.</summary>
    public static ObjectValue Of(ComponentBinding binding, VertexCall call)
    {
        var inputs = binding.Inputs.Where(input => input.Declaration is { ToolMode: true, Older: false }).ToList();
        if (inputs.Count == 0)
        {
            inputs = [.. binding.Inputs.Where(input => !input.Declaration.Older && TypeOf(input.Declaration) is not null)];
        }

        var properties = new ObjectBuilder();
        var required = new List<FlowValue>();
        foreach (var input in inputs)
        {
            properties.Set(input.Name, PropertyOf(input, call));
            if (input.Declaration.Required)
            {
                required.Add(FlowValue.Of(input.Name));
            }
        }

        var schema = FlowValue.Of(("type", FlowValue.Of("object")), ("properties", properties.ToValue()));
        return required.Count == 0 ? schema : schema.With("required", FlowValue.Of(required));
    }

    private static ObjectValue PropertyOf(InputBinding input, VertexCall call)
    {
        var declaration = input.Declaration;
        var type = FlowValue.Of(("type", FlowValue.Of(TypeOf(declaration) ?? "string")));
        if (declaration.Options.Length > 0)
        {
            type = type.With("enum", FlowValue.Of(declaration.Options.Select(FlowValue.Of)));
        }

        var property = declaration.IsList
            ? FlowValue.Of(("type", FlowValue.Of("array")), ("items", type))
            : type;
        if (declaration.Info.Length > 0)
        {
            property = property.With("description", FlowValue.Of(declaration.Info));
        }

        if (!declaration.Required)
        {
            var stored = call.Parameters.FirstOrDefault(parameter => parameter.Name == input.Name && !parameter.IsVariable)?.Value;
            property = property.With("default", (stored ?? input.Default).ToPlain());
        }

        return property;
    }

    private static string? TypeOf(InputAttribute input) => input.Kind switch
    {
        InputKind.Str or InputKind.Text or InputKind.Multiline or InputKind.Message or InputKind.Query or InputKind.Dropdown
            or InputKind.Tab or InputKind.MultiSelect => "string",
        InputKind.Integer => "integer",
        InputKind.Number or InputKind.Slider => "number",
        InputKind.Bool => "boolean",
        InputKind.Dict or InputKind.NestedDict => "object",
        _ => null,
    };
}
