using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Flows;

/// <summary>Reads an edge (flow-format section 5).</summary>
internal static class EdgeReader
{
    // In the strings of an edge this letter stands for the quotation mark.
    private const char Quote = 'œ';

    public static EdgeDefinition Read(JsonElement edge)
    {
        var source = edge.Text("source");
        var target = edge.Text("target");
        try
        {
            return Read(edge, source, target);
        }
        catch (InvalidValueException failure)
        {
            throw Broken("handles", source, target, failure.Message);
        }
    }

    private static EdgeDefinition Read(JsonElement edge, string? source, string? target)
    {
        using var sourceDocument = Decode(edge, "sourceHandle", source, target, out var sourceHandle);
        using var targetDocument = Decode(edge, "targetHandle", source, target, out var targetHandle);
        source ??= sourceHandle.Text("id") ?? throw Broken("sourceHandle", source, target, "it names no node.");
        target ??= targetHandle.Text("id") ?? throw Broken("targetHandle", source, target, "it names no node.");

        if (sourceHandle.Text("name") is not { } output)
        {
            throw sourceHandle.Has("baseClasses")
                ? VertexReader.BeforeOne(source, sourceHandle.Text("dataType") ?? source, "its edges name no output")
                : Broken("sourceHandle", source, target, "it names no output.");
        }

        // An edge that ends on an output has a target handle that looks like a source handle: the way back into a loop.
        var field = targetHandle.Text("fieldName");
        return new EdgeDefinition
        {
            Source = source,
            SourceOutput = output,
            OutputTypes = Texts(sourceHandle, "output_types"),
            Target = target,
            TargetField = field ?? targetHandle.Text("name") ?? throw Broken("targetHandle", source, target, "it names no field."),
            InputTypes = targetHandle.Texts("inputTypes"),
            FieldType = targetHandle.Text("type"),
            IsFeedback = field is null,
            Proxy = VertexReader.ReadProxy(targetHandle, "field"),
        };
    }

    // The objects under "data" count; files without them have the same as text.
    private static JsonDocument? Decode(JsonElement edge, string name, string? source, string? target, out JsonElement handle)
    {
        if (edge.Object("data")?.Object(name) is { } decoded)
        {
            handle = decoded;
            return null;
        }

        var encoded = edge.Object("data")?.Text(name) ?? edge.Text(name) ?? throw Broken(name, source, target, "it is missing.");
        try
        {
            var document = JsonDocument.Parse(
                Encoding.UTF8.GetBytes(encoded.Replace(Quote, '"')), new JsonDocumentOptions { MaxDepth = FlowReader.MaxDepth });
            handle = document.RootElement;
            return handle.ValueKind is JsonValueKind.Object ? document : throw Broken(name, source, target, "it is no object.");
        }
        catch (JsonException)
        {
            throw Broken(name, source, target, "it is no JSON.");
        }
    }

    private static ImmutableArray<string> Texts(JsonElement handle, string name) =>
        handle.Texts(name) is { IsDefault: false } texts ? texts : [];

    private static InvalidFlowException Broken(string handle, string? source, string? target, string why) =>
        new($"The {handle} of the edge from '{source ?? "?"}' to '{target ?? "?"}' cannot be used: {why}", source ?? target);
}
