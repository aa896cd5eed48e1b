using System.Text.Json.Nodes;

namespace SkillFlaw.Components.Catalog;

/// <summary>Our declarations against the catalogue of the editor's own server: names, types, defaults and options are the wire.</summary>
public sealed class CatalogSchemaTests
{
    private static readonly ComponentCatalog _catalog = ComponentCatalog.Create();
    private static readonly JsonObject _nodes = Nodes();

    public static TheoryData<string> Types() => [.. _nodes.Select(node => node.Key)];

    [SharedTheory]
    [MemberData(nameof(Types))]
    public void Json_EveryComponent_IsDeclaredAsInTheCatalogue(string type)
    {
        var schemas = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Shared!, "spec", "component-schemas.json")))!.AsObject();
        var schema = Assert.IsType<JsonObject>(schemas[type]);
        var node = _nodes[type]!.AsObject();
        var problems = new List<string>();

        Compare(problems, "display_name", Text(schema["display_name"]), Text(node["display_name"]));
        Compare(problems, "legacy", Flag(schema, "legacy"), Flag(node, "legacy"));

        var fields = schema["fields"]!.AsObject();
        var template = node["template"]!.AsObject();
        foreach (var (name, field) in fields)
        {
            if (template[name] is not JsonObject ours)
            {
                problems.Add($"{name}: missing");
                continue;
            }

            CompareField(problems, name, field!.AsObject(), ours);
        }

        problems.AddRange(template
            .Where(field => field.Key is not ("_type" or "code") && !fields.ContainsKey(field.Key))
            .Select(field => $"{field.Key}: not in the catalogue"));
        CompareOutputs(problems, schema["outputs"]!.AsArray(), node["outputs"]!.AsArray());

        Assert.True(problems.Count == 0, $"{type}:\n{string.Join("\n", problems)}");
    }

    [Fact]
    public void Contains_TypeAliasAndClass_AreTheSameComponent()
    {
        Assert.True(_catalog.Contains("ChatInput"));
        Assert.True(_catalog.Contains("SomethingElse", "ChatInputComponent"));
        Assert.False(_catalog.Contains("SomethingElse"));
    }

    private static void CompareField(List<string> problems, string name, JsonObject schema, JsonObject ours)
    {
        Compare(problems, $"{name}.type", Text(schema["type"]), Text(ours["type"]));
        Compare(problems, $"{name}._input_type", Text(schema["input"]), Text(ours["_input_type"]));
        Compare(problems, $"{name}.required", Flag(schema, "required"), Flag(ours, "required"));
        Compare(problems, $"{name}.advanced", Flag(schema, "advanced"), Flag(ours, "advanced"));
        Compare(problems, $"{name}.hidden", Flag(schema, "hidden"), !Flag(ours, "show"));
        Compare(problems, $"{name}.list", Flag(schema, "list"), Flag(ours, "list"));
        Compare(problems, $"{name}.tool_mode", Flag(schema, "tool_mode"), Flag(ours, "tool_mode"));
        Compare(problems, $"{name}.secret", Flag(schema, "secret"), Flag(ours, "password"));
        if (schema["input_types"] is { } inputTypes)
        {
            Compare(problems, $"{name}.input_types", Texts(inputTypes), Texts(ours["input_types"]));
        }

        Compare(problems, $"{name}.options", Texts(schema["options"]), Texts(ours["options"]));
        if (schema["default"] is { } byDefault && !JsonNode.DeepEquals(byDefault, ours["value"]))
        {
            problems.Add($"{name}.default: {byDefault.ToJsonString()} in the catalogue, {ours["value"]?.ToJsonString()} here");
        }
    }

    private static void CompareOutputs(List<string> problems, JsonArray schema, JsonArray ours)
    {
        Compare(problems, "outputs", Names(schema), Names(ours));
        foreach (var output in schema.OfType<JsonObject>())
        {
            var same = ours.OfType<JsonObject>().FirstOrDefault(each => Text(each["name"]) == Text(output["name"]));
            if (same is not null)
            {
                Compare(problems, $"output {same["name"]}.method", Text(output["method"]), Text(same["method"]));
                Compare(problems, $"output {same["name"]}.types", Texts(output["types"]), Texts(same["types"]));
                Compare(problems, $"output {same["name"]}.allows_loop", Flag(output, "allows_loop"), Flag(same, "allows_loop"));
            }
        }
    }

    private static void Compare<T>(List<string> problems, string what, T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            problems.Add($"{what}: '{expected}' in the catalogue, '{actual}' here");
        }
    }

    private static string Text(JsonNode? node) => node?.ToString() ?? "";

    private static bool Flag(JsonObject node, string name) => node[name]?.GetValue<bool>() ?? false;

    private static string Names(JsonArray outputs) => string.Join(", ", outputs.Select(output => Text(output!["name"])));

    private static string Texts(JsonNode? node) => node is JsonArray list
        ? string.Join(", ", list.Select(item => item is JsonObject entry ? Text(entry["name"]) : Text(item)))
        : "";

    private static JsonObject Nodes() => new(JsonNode.Parse(_catalog.Json.Span)!.AsObject()
        .SelectMany(category => category.Value!.AsObject())
        .Select(node => KeyValuePair.Create(node.Key, (JsonNode?)node.Value!.DeepClone())));
}
