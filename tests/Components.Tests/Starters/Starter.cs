using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkillFlaw.Components.Starters;

/// <summary>A flow that a fresh server begins with, described in a few lines; its nodes are those of the catalogue.</summary>
/// <param name="endpoint">The name of its endpoint, and of its file.</param>
/// <param name="mark">What the ids of its nodes end in, before their number.</param>
internal sealed class Starter(string endpoint, string mark)
{
    private static readonly JsonSerializerOptions _indented = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
        WriteIndented = true,
    };

    private readonly List<StarterNode> _nodes = [];
    private readonly List<JsonObject> _edges = [];

    public string Endpoint => endpoint;

    public required string Name { get; init; }

    public required string Description { get; init; }

    public required string Icon { get; init; }

    public required string[] Tags { get; init; }

    /// <summary>What the flow does, in markdown, on a note beside it.</summary>
    public required string Note { get; init; }

    /// <summary>Puts a node on the canvas. The note takes the first 320 pixels from the left.</summary>
    public StarterNode Add(string type, int x, int y)
    {
        var node = new StarterNode(type, $"{type}-{mark}{_nodes.Count + 1}", x, y);
        _nodes.Add(node);
        return node;
    }

    public void Connect(StarterNode source, string output, StarterNode target, string field) =>
        _edges.Add(StarterEdge.Create(source, output, target, field));

    /// <summary>The document as the editor exports it.</summary>
    public string ToJson()
    {
        var document = new JsonObject
        {
            ["name"] = Name,
            ["description"] = Description,
            ["endpoint_name"] = endpoint,
            ["icon"] = Icon,
            ["tags"] = new JsonArray([.. Tags.Select(tag => JsonValue.Create(tag))]),
            ["is_component"] = false,
            ["data"] = new JsonObject
            {
                ["nodes"] = new JsonArray([.. _nodes.Select(node => node.ToJson()).Append(WriteNote())]),
                ["edges"] = new JsonArray([.. _edges.Select(edge => edge.DeepClone())]),
                ["viewport"] = new JsonObject { ["x"] = 60, ["y"] = 120, ["zoom"] = 0.8 },
            },
        };
        return document.ToJsonString(_indented) + "\n";
    }

    private JsonObject WriteNote()
    {
        var id = $"note-{mark}{_nodes.Count + 1}";
        return new JsonObject
        {
            ["id"] = id,
            ["type"] = "noteNode",
            ["position"] = new JsonObject { ["x"] = 0, ["y"] = 0 },
            ["width"] = 320,
            ["height"] = 320,
            ["measured"] = new JsonObject { ["width"] = 320, ["height"] = 320 },
            ["selected"] = false,
            ["dragging"] = false,
            ["resizing"] = false,
            ["data"] = new JsonObject
            {
                ["id"] = id,
                ["type"] = "note",
                ["node"] = new JsonObject
                {
                    ["description"] = Note,
                    ["display_name"] = "",
                    ["documentation"] = "",
                    ["template"] = new JsonObject { ["backgroundColor"] = "amber" },
                },
            },
        };
    }
}
