using System.Text.Json.Nodes;

namespace SkillFlaw.Bench.All.Scenarios;

/// <summary>The flows that are measured, made from the flows to begin with and those of the tests.</summary>
internal static class BenchFlows
{
    private const string Starters = "src/WebApi/Starters";

    /// <summary>A chat input, a prompt, a chat output.</summary>
    public static JsonNode Echo() => Read($"{Starters}/echo.json");

    /// <summary>What a webhook runs.</summary>
    public static JsonNode Webhook() => Read("tests/Flows/webhook.json");

    /// <summary>A chat input, prompts one after the other, a chat output.</summary>
    public static JsonNode Chain(int vertices)
    {
        var (data, prompt, into, outOf) = Parts();
        var last = (string)prompt["id"]!;
        for (var i = 2; i <= vertices - 2; i++)
        {
            var next = AddPrompt(data, prompt, i);
            Connect(data, outOf, (last, next), into["data"]!["targetHandle"]!);
            last = next;
        }

        Redirect(outOf, last);
        return data;
    }

    /// <summary>A chat input, prompts that all take it, a prompt that takes all of these, a chat output.</summary>
    public static JsonNode FanOut(int vertices)
    {
        var (data, prompt, into, outOf) = Parts();
        var join = AddPrompt(data, prompt, 0);
        var field = prompt["data"]!["node"]!["template"]!["message"]!;
        var template = Template(data, join);
        template.Remove("message");
        var names = Enumerable.Range(1, vertices - 3).Select(i => $"m{i}").ToArray();
        template["template"]!["value"] = string.Concat(names.Select(name => $"{{{name}}}\n"));
        for (var i = 0; i < names.Length; i++)
        {
            var from = i == 0 ? (string)prompt["id"]! : AddPrompt(data, prompt, i + 1);
            if (i > 0)
            {
                Connect(data, into, ((string)into["source"]!, from), Renamed(into["data"]!["targetHandle"]!, (string)prompt["id"]!, from));
            }

            template[names[i]] = Renamed(field, "\"message\"", $"\"{names[i]}\"");
            var handle = Renamed(into["data"]!["targetHandle"]!, (string)prompt["id"]!, join);
            handle["fieldName"] = names[i];
            Connect(data, outOf, (from, join), handle);
        }

        data["nodes"]!.AsArray().Single(node => (string?)node!["id"] == join)!["data"]!["node"]!["custom_fields"] =
            new JsonObject { ["template"] = new JsonArray([.. names.Select(name => (JsonNode)name)]) };
        Redirect(outOf, join);
        return data;
    }

    /// <summary>A loop over a table.</summary>
    public static JsonNode Loop(int rows)
    {
        var data = Read($"{Starters}/csv-loop.json");
        var text = data["nodes"]!.AsArray().Single(node => TypeOf(node) == "TextInput")!["data"]!["node"]!["template"]!["input_value"]!;
        var header = ((string)text["value"]!).Split('\n')[0];
        var lines = Enumerable.Range(0, rows).Select(row => $"City {row},Country,River {row}");
        text["value"] = string.Join('\n', lines.Prepend(header));
        return data;
    }

    /// <summary>The flow to begin with, and its prompt with what leads into it and out of it.</summary>
    private static (JsonNode Data, JsonNode Prompt, JsonNode Into, JsonNode OutOf) Parts()
    {
        var data = Echo();
        var edges = data["edges"]!.AsArray();
        var prompt = data["nodes"]!.AsArray().Single(node => TypeOf(node) == "Prompt Template")!;
        var id = (string)prompt["id"]!;
        return (data, prompt, edges.Single(edge => (string)edge!["target"]! == id)!, edges.Single(edge => (string)edge!["source"]! == id)!);
    }

    private static string AddPrompt(JsonNode data, JsonNode prompt, int number)
    {
        var id = (string)prompt["id"]!;
        data["nodes"]!.AsArray().Add(Renamed(prompt, id, $"{id}-{number}"));
        return $"{id}-{number}";
    }

    private static JsonObject Template(JsonNode data, string id) =>
        data["nodes"]!.AsArray().Single(node => (string?)node!["id"] == id)!["data"]!["node"]!["template"]!.AsObject();

    // Like an edge that is there, from another source to another target.
    private static void Connect(JsonNode data, JsonNode like, (string From, string To) ends, JsonNode targetHandle)
    {
        var target = targetHandle.DeepClone();
        target["id"] = ends.To;
        var source = like["data"]!["sourceHandle"]!.DeepClone();
        source["id"] = ends.From;
        data["edges"]!.AsArray().Add(new JsonObject
        {
            ["id"] = $"edge-{data["edges"]!.AsArray().Count}",
            ["source"] = ends.From,
            ["target"] = ends.To,
            ["sourceHandle"] = Handle(source),
            ["targetHandle"] = Handle(target),
            ["data"] = new JsonObject { ["sourceHandle"] = source, ["targetHandle"] = target },
        });
    }

    private static void Redirect(JsonNode edge, string source)
    {
        edge["source"] = source;
        edge["data"]!["sourceHandle"]!["id"] = source;
        edge["sourceHandle"] = Handle(edge["data"]!["sourceHandle"]!);
    }

    // The editor writes handles as texts with another quotation mark.
    private static string Handle(JsonNode handle) => handle.ToJsonString().Replace('"', 'œ');

    private static JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(file))!["data"]!;

    private static string? TypeOf(JsonNode? node) => (string?)node?["data"]?["type"];

    private static JsonNode Renamed(JsonNode node, string text, string other) =>
        JsonNode.Parse(node.ToJsonString().Replace(text, other, StringComparison.Ordinal))!;
}
