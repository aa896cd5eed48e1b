using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkillFlaw.Components.Starters;

/// <summary>An edge of a starter flow, with its ends in both encodings (flow-format section 5).</summary>
internal static class StarterEdge
{
    private static readonly JsonSerializerOptions _compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="source">Where it comes from.</param>
    /// <param name="output">The output there.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="field">The field there; or the output of a loop that takes back what its body gave.</param>
    public static JsonObject Create(StarterNode source, string output, StarterNode target, string field)
    {
        source.Select(output);
        var sourceHandle = SourceHandle(source, output);
        var targetHandle = target.FindField(field) is { } entry ? FieldHandle(target, field, entry) : LoopHandle(target, field);
        var (encodedSource, encodedTarget) = (Encode(sourceHandle), Encode(targetHandle));
        return new JsonObject
        {
            ["id"] = $"xy-edge__{source.Id}{encodedSource}-{target.Id}{encodedTarget}",
            ["source"] = source.Id,
            ["target"] = target.Id,
            ["sourceHandle"] = encodedSource,
            ["targetHandle"] = encodedTarget,
            ["data"] = new JsonObject { ["sourceHandle"] = sourceHandle, ["targetHandle"] = targetHandle },
            ["animated"] = false,
            ["className"] = "",
            ["selected"] = false,
        };
    }

    // The keys of all handles are in the order of the alphabet.
    private static JsonObject SourceHandle(StarterNode node, string output) => new()
    {
        ["dataType"] = node.Type,
        ["id"] = node.Id,
        ["name"] = output,
        ["output_types"] = Find(node, output)["types"]!.DeepClone(),
    };

    private static JsonObject FieldHandle(StarterNode node, string field, JsonObject entry) => new()
    {
        ["fieldName"] = field,
        ["id"] = node.Id,
        ["inputTypes"] = entry["input_types"]!.DeepClone(),
        ["type"] = entry["type"]!.DeepClone(),
    };

    private static JsonObject LoopHandle(StarterNode node, string output)
    {
        var handle = SourceHandle(node, output);
        foreach (var type in Find(node, output)["loop_types"]!.AsArray())
        {
            handle["output_types"]!.AsArray().Add(type!.DeepClone());
        }

        return handle;
    }

    private static JsonObject Find(StarterNode node, string output) =>
        node.FindOutput(output) ?? throw new ArgumentException($"{node.Type} has no output '{output}'.", nameof(output));

    private static string Encode(JsonObject handle) => handle.ToJsonString(_compact).Replace('"', 'œ');
}
