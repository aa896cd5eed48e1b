using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SkillFlaw.Graph.Flows;

/// <summary>Spoils flow documents at random: in their bytes, or in their JSON.</summary>
internal sealed partial class FlowMutations(Random random)
{
    // What stands in the place of something else.
    private static readonly string[] _strangers =
    [
        "null", "true", "false", "0", "-1", "1e999", "123456789012345678901234567890", "\"\"", "\"x\"", "\"\\u0000\"", "\"\\ud800\"",
        "[]", "{}", "[null]", "[[]]", "[{}]", "{\"\":null}", "{\"id\":\"x\",\"name\":\"y\",\"field\":\"z\"}", "\"œ{œ\"", "\"noteNode\"", "\"other\"",
    ];

    public byte[] Spoil(byte[] document) => random.Next(10) switch
    {
        0 => Flip(document),
        1 => document[..random.Next(document.Length)],
        _ => SpoilJson(document),
    };

    private byte[] Flip(byte[] document)
    {
        var spoiled = (byte[])document.Clone();
        for (var left = random.Next(1, 5); left > 0; left--)
        {
            spoiled[random.Next(spoiled.Length)] = (byte)(random.Next(4) == 0 ? random.Next(256) : random.Next(' ', '~'));
        }

        return spoiled;
    }

    private byte[] SpoilJson(byte[] document)
    {
        var root = JsonNode.Parse(document)!;
        for (var left = random.Next(1, 4); left > 0; left--)
        {
            var all = new List<JsonNode>();
            Collect(root, all);
            SpoilOne(all);
        }

        // Strangers may be no Unicode, so they are put in as text, in place of their marks.
        return Encoding.UTF8.GetBytes(Mark().Replace(root.ToJsonString(), mark => _strangers[int.Parse(mark.Groups[1].Value, null)]));
    }

    private void SpoilOne(List<JsonNode> all)
    {
        var node = all[random.Next(all.Count)];
        switch (node.Parent)
        {
            case JsonObject parent:
                SpoilEntry(parent, node.GetPropertyName(), all);
                break;
            case JsonArray parent:
                SpoilItem(parent, node.GetElementIndex(), all);
                break;
            default:
                break;
        }
    }

    private void SpoilEntry(JsonObject parent, string name, List<JsonNode> all)
    {
        switch (random.Next(4))
        {
            case 0:
                parent.Remove(name);
                break;
            case 1:
                parent[name] = Stranger();
                break;
            case 2:
                parent[name] = all[random.Next(all.Count)].DeepClone();
                break;
            default:
                parent["x" + name] = parent[name]?.DeepClone();
                parent.Remove(name);
                break;
        }
    }

    private void SpoilItem(JsonArray parent, int index, List<JsonNode> all)
    {
        switch (random.Next(4))
        {
            case 0:
                parent.RemoveAt(index);
                break;
            case 1:
                parent[index] = Stranger();
                break;
            case 2:
                parent[index] = all[random.Next(all.Count)].DeepClone();
                break;
            default:
                parent.Add(parent[index]?.DeepClone());
                break;
        }
    }

    private JsonValue Stranger() => JsonValue.Create($"stranger {random.Next(_strangers.Length)}");

    private static void Collect(JsonNode? node, List<JsonNode> all)
    {
        if (node is null)
        {
            return;
        }

        all.Add(node);
        var parts = node switch
        {
            JsonObject entries => entries.Select(entry => entry.Value),
            JsonArray items => items,
            _ => Enumerable.Empty<JsonNode?>(),
        };
        foreach (var part in parts)
        {
            Collect(part, all);
        }
    }

    [GeneratedRegex("\"stranger ([0-9]+)\"")]
    private static partial Regex Mark();
}
