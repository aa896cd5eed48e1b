using System.Text.Json.Nodes;
using SkillFlaw.Components.Templates;

namespace SkillFlaw.Components.Starters;

/// <summary>A node of a starter flow: the catalogue's, with values.</summary>
internal sealed class StarterNode(string type, string id, int x, int y)
{
    private static readonly ComponentCatalog _catalog = ComponentCatalog.Create();
    private static readonly Dictionary<string, JsonObject> _catalogNodes = JsonNode.Parse(_catalog.Json.Span)!.AsObject()
        .SelectMany(category => category.Value!.AsObject())
        .ToDictionary(node => node.Key, node => node.Value!.AsObject());

    private readonly JsonObject _node = _catalogNodes[type].DeepClone().AsObject();
    private string? _selectedOutput;

    public string Id => id;

    public string Type => type;

    private JsonObject Template => _node["template"]!.AsObject();

    private IEnumerable<JsonObject> Outputs => _node["outputs"]!.AsArray().OfType<JsonObject>();

    private bool IsMinimized => _node["minimized"]!.GetValue<bool>();

    /// <summary>Sets the value of a field. The variables of a prompt become fields themselves.</summary>
    public StarterNode With(string field, JsonNode value)
    {
        var entry = FindField(field) ?? throw new ArgumentException($"{type} has no field '{field}'.", nameof(field));
        entry["value"] = value;
        if (entry["type"]!.ToString() == "prompt")
        {
            AddVariables(field, PromptVariables.Extract(value.ToString(), doubleBrackets: false));
        }

        return this;
    }

    /// <summary>Takes a variable of the user for the value of a field.</summary>
    public StarterNode WithVariable(string field, string variable)
    {
        With(field, variable);
        FindField(field)!["load_from_db"] = true;
        return this;
    }

    /// <summary>Has another output than a new node has, as the editor does it when one is chosen in a field.</summary>
    public StarterNode Giving(string output)
    {
        var declared = _catalog.Find(type, "")!.Outputs.Single(each => each.Name == output);
        var only = Outputs.Single();
        only["name"] = declared.Name;
        only["display_name"] = declared.Declaration.DisplayName;
        only["method"] = declared.Declaration.Method;
        only["selected"] = declared.Types[0];
        only["types"] = new JsonArray([.. declared.Types.Select(each => JsonValue.Create(each))]);
        return this;
    }

    public JsonObject? FindField(string name) => Template[name] as JsonObject;

    public JsonObject? FindOutput(string name) => Outputs.FirstOrDefault(output => output["name"]!.ToString() == name);

    /// <summary>Shows an output. Where the editor shows one of several, it must be the one with the edge.</summary>
    public void Select(string output)
    {
        if (Outputs.Count() > 1 && !FindOutput(output)!["group_outputs"]!.GetValue<bool>())
        {
            _selectedOutput = output;
        }
    }

    public JsonObject ToJson()
    {
        var data = new JsonObject { ["id"] = id, ["type"] = type, ["node"] = _node.DeepClone(), ["showNode"] = !IsMinimized };
        if (_selectedOutput is not null)
        {
            data["selected_output"] = _selectedOutput;
        }

        return new JsonObject
        {
            ["id"] = id,
            ["type"] = "genericNode",
            ["position"] = new JsonObject { ["x"] = x, ["y"] = y },
            ["measured"] = Measure(),
            ["selected"] = false,
            ["dragging"] = false,
            ["data"] = data,
        };
    }

    private void AddVariables(string field, IReadOnlyList<string> names)
    {
        _node["custom_fields"] = new JsonObject { [field] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]) };
        foreach (var name in names)
        {
            Template[name] = new JsonObject
            {
                ["advanced"] = false,
                ["display_name"] = name,
                ["dynamic"] = false,
                ["field_type"] = "str",
                ["fileTypes"] = new JsonArray(),
                ["file_path"] = "",
                ["info"] = "",
                ["input_types"] = new JsonArray("Message"),
                ["list"] = false,
                ["load_from_db"] = false,
                ["multiline"] = true,
                ["name"] = name,
                ["placeholder"] = "",
                ["required"] = false,
                ["show"] = true,
                ["title_case"] = false,
                ["type"] = "str",
                ["value"] = "",
            };
        }
    }

    // About what the editor draws; it measures for itself.
    private JsonObject Measure()
    {
        if (IsMinimized)
        {
            return new JsonObject { ["width"] = 192, ["height"] = 48 };
        }

        var fields = Template.Select(field => field.Value).OfType<JsonObject>()
            .Count(field => field["show"]!.GetValue<bool>() && !field["advanced"]!.GetValue<bool>());
        var outputs = Outputs.Count(output => output["group_outputs"]!.GetValue<bool>());
        return new JsonObject { ["width"] = 320, ["height"] = 100 + (90 * fields) + (40 * Math.Max(outputs, 1)) };
    }
}
