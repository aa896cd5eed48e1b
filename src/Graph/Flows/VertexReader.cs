using System.Collections.Immutable;
using System.Text.Json;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Flows;

/// <summary>Reads a node (flow-format section 2).</summary>
internal static class VertexReader
{
    /// <summary>The vertex, or null for a note and for what is nothing that could run.</summary>
    public static VertexDefinition? Read(JsonElement node, FlowLimits limits)
    {
        if (node.Text("type") == "noteNode"
            || node.Object("data") is not { } data
            || data.Object("node") is not { } component
            || data.Text("type") is not { } type)
        {
            return null;
        }

        var id = node.Text("id") ?? data.Text("id") ?? throw new InvalidFlowException($"A node of type '{type}' has no id.");
        try
        {
            return Read(component, id, type, component.Text("display_name") ?? data.Text("display_name") ?? type, limits);
        }
        catch (InvalidValueException failure)
        {
            throw new InvalidFlowException($"Node '{id}' ({type}) cannot be read: {failure.Message}", id, failure);
        }
    }

    private static VertexDefinition Read(JsonElement component, string id, string type, string displayName, FlowLimits limits)
    {
        if (component.Object("template") is not { } template)
        {
            throw new InvalidFlowException($"Node '{id}' ({displayName}) has no template.", id);
        }

        var isGroup = component.Object("flow") is not null;
        if (!isGroup && component.List("outputs") is null)
        {
            RefuseMissingOutputs(id, displayName, template.Text("_type"));
        }

        if (template.GetPropertyCount() > limits.MaxFields || component.List("outputs")?.GetArrayLength() > limits.MaxFields)
        {
            throw new InvalidFlowException($"Node '{id}' ({displayName}) has more than {limits.MaxFields:N0} fields or outputs.", id);
        }

        return new VertexDefinition
        {
            Id = id,
            Type = type,
            ClassName = ClassName(component),
            DisplayName = displayName,
            Description = component.Text("description") ?? "",
            Fields = FieldReader.ReadTemplate(template),
            Outputs = ReadOutputs(component),
            Frozen = component.Flag("frozen"),
            ToolMode = component.Flag("tool_mode"),
            Edited = component.Flag("edited"),
            IsInput = component.Flag("is_input"),
            IsOutput = component.Flag("is_output"),
            TopLevelId = id,
        };
    }

    private static void RefuseMissingOutputs(string id, string displayName, string? templateType)
    {
        switch (templateType)
        {
            case "Component":
                throw new InvalidFlowException($"Outputs not found for {displayName} (node '{id}').", id);
            case "CustomComponent":
                return; // It has code where others have outputs; it fails when it is reached.
            default:
                throw BeforeOne(id, displayName, "it has no outputs");
        }
    }

    /// <summary>What to say of a flow that no 1.x version can run either.</summary>
    public static InvalidFlowException BeforeOne(string id, string displayName, string sign) => new(
        $"Node '{id}' ({displayName}) was saved by an editor from before version 1.0: {sign}. Draw the flow again in a current editor.", id);

    private static ImmutableArray<OutputDefinition> ReadOutputs(JsonElement component)
    {
        var outputs = ImmutableArray.CreateBuilder<OutputDefinition>();
        foreach (var output in component.List("outputs")?.EnumerateArray() ?? default)
        {
            if (output.Text("name") is not { } name)
            {
                continue;
            }

            outputs.Add(new OutputDefinition
            {
                Name = name,
                DisplayName = output.Text("display_name") ?? name,
                Method = output.Text("method") ?? "",
                Types = output.Texts("types").OrEmpty(),
                AllowsLoop = output.Flag("allows_loop"),
                Cache = !output.Has("cache") || output.Flag("cache"),
                ToolMode = !output.Has("tool_mode") || output.Flag("tool_mode"),
                RequiredInputs = output.Texts("required_inputs").OrEmpty(),
                Proxy = ReadProxy(output, "name"),
            });
        }

        return outputs.DrainToImmutable();
    }

    /// <summary>What a field, an output or a handle of a group stands for.</summary>
    public static Proxy? ReadProxy(JsonElement element, string nameKey) =>
        element.Object("proxy") is { } proxy && proxy.Text("id") is { } id && (proxy.Text(nameKey) ?? proxy.Text("field")) is { } name
            ? new Proxy(id, name)
            : null;

    private static string ClassName(JsonElement component)
    {
        var module = component.Object("metadata")?.Text("module") ?? "";
        return module[(module.LastIndexOf('.') + 1)..];
    }

    private static ImmutableArray<string> OrEmpty(this ImmutableArray<string> texts) => texts.IsDefault ? [] : texts;
}
