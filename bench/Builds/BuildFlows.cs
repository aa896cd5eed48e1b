using System.Text.Json.Nodes;

namespace SkillFlaw.Bench.Builds;

/// <summary>The flows that are built, made from the flows to begin with.</summary>
internal static class BuildFlows
{
    private const string Folder = "src/WebApi/Starters";

    /// <summary>A chain of five vertices: a chat input, three prompts, a chat output.</summary>
    public static JsonNode Chain()
    {
        var data = Read("echo.json");
        var nodes = data["nodes"]!.AsArray();
        var edges = data["edges"]!.AsArray();
        var prompt = nodes.Single(node => TypeOf(node) == "Prompt Template")!;
        var id = (string)prompt["id"]!;
        var into = edges.Single(edge => (string)edge!["target"]! == id)!;
        var outOf = edges.Single(edge => (string)edge!["source"]! == id)!;
        for (var i = 2; i <= 3; i++)
        {
            var (before, next) = (i == 2 ? id : $"{id}-{i - 1}", $"{id}-{i}");
            nodes.Add(Renamed(prompt, id, next));

            // From the prompt before, as that one leads to the output; into this one, as the input leads into the first.
            var edge = outOf.DeepClone();
            edge["id"] = $"edge-{i}";
            (edge["source"], edge["target"]) = (before, next);
            edge["sourceHandle"] = Renamed(outOf["sourceHandle"]!, id, before);
            edge["targetHandle"] = Renamed(into["targetHandle"]!, id, next);
            edge["data"] = new JsonObject
            {
                ["sourceHandle"] = Renamed(outOf["data"]!["sourceHandle"]!, id, before),
                ["targetHandle"] = Renamed(into["data"]!["targetHandle"]!, id, next),
            };
            edges.Add(edge);
        }

        outOf["source"] = $"{id}-3";
        outOf["sourceHandle"] = Renamed(outOf["sourceHandle"]!, id, $"{id}-3");
        outOf["data"]!["sourceHandle"] = Renamed(outOf["data"]!["sourceHandle"]!, id, $"{id}-3");
        return data;
    }

    /// <summary>A loop over a table: three events and more for each row.</summary>
    public static JsonNode Loop(int rows)
    {
        var data = Read("csv-loop.json");
        var text = data["nodes"]!.AsArray().Single(node => TypeOf(node) == "TextInput")!["data"]!["node"]!["template"]!["input_value"]!;
        var lines = ((string)text["value"]!).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        text["value"] = string.Join('\n', Enumerable.Range(0, rows).Select(row => lines[1 + (row % (lines.Length - 1))]).Prepend(lines[0]));
        return data;
    }

    private static JsonNode Read(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name)))!["data"]!;

    private static string? TypeOf(JsonNode? node) => (string?)node?["data"]?["type"];

    private static JsonNode Renamed(JsonNode node, string id, string other) =>
        JsonNode.Parse(node.ToJsonString().Replace(id, other, StringComparison.Ordinal))!;
}
