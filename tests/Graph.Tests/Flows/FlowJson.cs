using System.Text.Json.Nodes;

namespace SkillFlaw.Graph.Flows;

/// <summary>Writes flow documents the way the editor does, as far as a test needs it.</summary>
internal sealed class FlowJson
{
    public JsonArray Nodes { get; } = [];

    public JsonArray Edges { get; } = [];

    /// <summary>Vertices that take any number of messages <c>in</c> and give one <c>out</c>.</summary>
    public FlowJson Steps(params string[] ids)
    {
        foreach (var id in ids)
        {
            Add(id, "Step", new() { ["in"] = Field("other", list: true, inputTypes: ["Message", "Data", "DataFrame"]) }, Output("out"));
        }

        return this;
    }

    /// <summary>A vertex that gives each item of <c>data</c>, and at the end what came back.</summary>
    public FlowJson Loop(string id) => Add(
        id,
        "LoopComponent",
        new() { ["data"] = Field("other", inputTypes: ["DataFrame"]) },
        Output("item", "Data", allowsLoop: true),
        Output("done", "DataFrame"));

    /// <summary>A vertex that chooses between two branches, <c>yes</c> and <c>no</c>.</summary>
    public FlowJson Router(string id) => Add(
        id,
        "Router",
        new() { ["in"] = Field("other", list: true, inputTypes: ["Message", "Data", "DataFrame"]) },
        Output("yes"),
        Output("no"));

    public FlowJson Add(string id, string type, JsonObject template, params JsonObject[] outputs)
    {
        template["_type"] = "Component";
        return AddNode(id, type, new JsonObject
        {
            ["display_name"] = type,
            ["template"] = template,
            ["outputs"] = new JsonArray([.. outputs]),
        });
    }

    public FlowJson AddNode(string id, string type, JsonObject node)
    {
        Nodes.Add(new JsonObject
        {
            ["id"] = id,
            ["type"] = "genericNode",
            ["position"] = new JsonObject { ["x"] = 0, ["y"] = 0 },
            ["data"] = new JsonObject { ["id"] = id, ["type"] = type, ["node"] = node },
        });
        return this;
    }

    /// <summary>An edge between vertices; without names from <c>out</c> to <c>in</c>.</summary>
    public FlowJson Edge(string source, string target, string[]? types = null)
    {
        var (from, output) = Split(source, "out");
        var (to, field) = Split(target, "in");
        types ??= ["Message", "Data", "DataFrame"];
        return Edge(from, to, SourceHandle(from, output, types), new JsonObject
        {
            ["fieldName"] = field,
            ["id"] = to,
            ["inputTypes"] = Texts(types),
            ["type"] = "other",
        });
    }

    /// <summary>An edge back into a loop.</summary>
    public FlowJson Feedback(string source, string target)
    {
        var (from, output) = Split(source, "out");
        var (to, item) = Split(target, "item");
        return Edge(from, to, SourceHandle(from, output, ["Message"]), SourceHandle(to, item, ["Data", "Message"]));
    }

    public FlowJson Edge(string source, string target, JsonNode sourceHandle, JsonNode targetHandle)
    {
        Edges.Add(new JsonObject
        {
            ["id"] = $"xy-edge__{source}-{target}",
            ["source"] = source,
            ["target"] = target,
            ["data"] = new JsonObject { ["sourceHandle"] = sourceHandle, ["targetHandle"] = targetHandle },
        });
        return this;
    }

    public static JsonObject SourceHandle(string id, string output, string[] types) => new()
    {
        ["dataType"] = "Step",
        ["id"] = id,
        ["name"] = output,
        ["output_types"] = Texts(types),
    };

    public static JsonObject Field(string type, JsonNode? value = null, bool show = true, bool list = false, string[]? inputTypes = null) => new()
    {
        ["type"] = type,
        ["value"] = value,
        ["show"] = show,
        ["list"] = list,
        ["input_types"] = Texts(inputTypes ?? []),
    };

    public static JsonObject Output(string name, string type = "Message", bool allowsLoop = false) => new()
    {
        ["name"] = name,
        ["display_name"] = name,
        ["method"] = "make_" + name,
        ["types"] = Texts([type]),
        ["allows_loop"] = allowsLoop,
    };

    public JsonObject Inner => new() { ["nodes"] = Nodes.DeepClone(), ["edges"] = Edges.DeepClone() };

    public byte[] ToUtf8() => System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["name"] = "A test", ["data"] = Inner }.ToJsonString());

    public FlowDefinition Parse(FlowLimits? limits = null) => FlowDefinition.Parse(ToUtf8(), limits);

    public FlowGraph Compile() => FlowGraph.Compile(Parse());

    public static JsonArray Texts(string[] texts) => [.. texts.Select(text => JsonValue.Create(text))];

    private static (string Id, string Name) Split(string end, string otherwise) =>
        end.IndexOf('.') is var dot and >= 0 ? (end[..dot], end[(dot + 1)..]) : (end, otherwise);
}
