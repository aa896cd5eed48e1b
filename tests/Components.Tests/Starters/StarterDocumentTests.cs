using System.Drawing;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SkillFlaw.Graph;
using SkillFlaw.Graph.Flows;
using SkillFlaw.Graph.Runs;

namespace SkillFlaw.Components.Starters;

/// <summary>What the editor and the server expect of the documents of the starters.</summary>
public sealed partial class StarterDocumentTests
{
    private static readonly JsonSerializerOptions _compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonObject _catalog = new(JsonNode.Parse(ComponentCatalog.Create().Json.Span)!.AsObject()
        .SelectMany(category => category.Value!.AsObject())
        .Select(node => KeyValuePair.Create(node.Key, (JsonNode?)node.Value!.DeepClone())));

    public static TheoryData<string> Starters() => [.. StarterFlows.All.Select(starter => starter.Endpoint)];

    [Theory]
    [MemberData(nameof(Starters))]
    public void Nodes_Templates_AreTheCataloguesButForTheValues(string starter)
    {
        foreach (var node in Nodes(starter))
        {
            var (template, variables) = (Definition(node)["template"]!.AsObject(), Variables(node));
            Assert.All(variables, name => Assert.Equal(name, template[name]!["name"]!.ToString()));

            AssertSame(WithoutValues(_catalog[Type(node)]!["template"]!, []), WithoutValues(template, variables));
        }
    }

    [Theory]
    [MemberData(nameof(Starters))]
    public void Nodes_OtherThanTemplates_AreTheCatalogues(string starter)
    {
        foreach (var node in Nodes(starter))
        {
            var expected = Without(_catalog[Type(node)]!, "template", "custom_fields", "outputs");

            AssertSame(expected, Without(Definition(node), "template", "custom_fields", "outputs"));
            Assert.Equal(node["id"]!.ToString(), node["data"]!["id"]!.ToString());
            Assert.Equal(!_catalog[Type(node)]!["minimized"]!.GetValue<bool>(), node["data"]!["showNode"]!.GetValue<bool>());
        }
    }

    // Type Convert has the one output that its Output Type names, as the editor gives it when that is chosen.
    [Theory]
    [MemberData(nameof(Starters))]
    public void Nodes_Outputs_AreTheCatalogues(string starter)
    {
        foreach (var node in Nodes(starter))
        {
            var (ours, expected) = (Definition(node)["outputs"]!, _catalog[Type(node)]!["outputs"]!);
            if (Type(node) == "TypeConverterComponent")
            {
                Assert.Equal(Field(node, "output_type")["value"]!.ToString(), Assert.Single(ours.AsArray())!["types"]![0]!.ToString());
            }
            else
            {
                AssertSame(expected, ours);
            }
        }
    }

    // The editor removes every edge whose handles it would not write so itself.
    [Theory]
    [MemberData(nameof(Starters))]
    public void Edges_Handles_AreWhatTheEditorWrites(string starter)
    {
        var nodes = Nodes(starter).ToDictionary(node => node["id"]!.ToString());
        foreach (var edge in Document(starter)["data"]!["edges"]!.AsArray().OfType<JsonObject>())
        {
            var (source, target) = (nodes[edge["source"]!.ToString()], nodes[edge["target"]!.ToString()]);
            var (from, to) = (edge["data"]!["sourceHandle"]!.AsObject(), edge["data"]!["targetHandle"]!.AsObject());

            AssertSame(OutputHandle(source, from["name"]!.ToString(), "types"), from);
            AssertSame(
                to["fieldName"] is { } field
                    ? FieldHandle(target, field.ToString())
                    : OutputHandle(target, to["name"]!.ToString(), "types", "loop_types"),
                to);
            Assert.Equal(Encode(from), edge["sourceHandle"]!.ToString());
            Assert.Equal(Encode(to), edge["targetHandle"]!.ToString());
            Assert.Equal($"xy-edge__{source["id"]}{Encode(from)}-{target["id"]}{Encode(to)}", edge["id"]!.ToString());
            Assert.Equal(from["name"]!.ToString(), source["data"]!["selected_output"]?.ToString() ?? from["name"]!.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Starters))]
    public void Canvas_Nodes_StandBesideEachOtherAndEdgesGoRight(string starter)
    {
        var data = Document(starter)["data"]!;
        var places = data["nodes"]!.AsArray().OfType<JsonObject>().ToDictionary(node => node["id"]!.ToString(), Place);

        Assert.All(places, one => Assert.DoesNotContain(places, other => other.Key != one.Key && other.Value.IntersectsWith(one.Value)));
        foreach (var edge in data["edges"]!.AsArray().Where(edge => edge!["data"]!["targetHandle"]!["fieldName"] is not null))
        {
            Assert.True(places[edge!["source"]!.ToString()].Right < places[edge["target"]!.ToString()].Left, edge["id"]!.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Starters))]
    public void Secrets_InTheDocument_AreNamesOfVariables(string starter)
    {
        var secrets = Nodes(starter)
            .SelectMany(node => Definition(node)["template"]!.AsObject().Select(field => field.Value).OfType<JsonObject>())
            .Where(field => field["password"]?.GetValue<bool>() == true && field["value"]!.ToString().Length > 0);

        Assert.All(secrets, field =>
        {
            Assert.Equal("OPENAI_API_KEY", field["value"]!.ToString());
            Assert.True(field["load_from_db"]!.GetValue<bool>());
        });
    }

    [Theory]
    [MemberData(nameof(Starters))]
    public void Document_AroundTheNodes_IsWhole(string starter)
    {
        var document = Document(starter);

        Assert.Equal(
            ["name", "description", "endpoint_name", "icon", "tags", "is_component", "data"],
            document.Select(entry => entry.Key));
        Assert.Matches(EndpointName(), document["endpoint_name"]!.ToString());
        Assert.False(document["is_component"]!.GetValue<bool>());
        var note = Assert.Single(document["data"]!["nodes"]!.AsArray(), node => node!["type"]!.ToString() == "noteNode");
        Assert.StartsWith($"## {document["name"]}\n\n", note!["data"]!["node"]!["description"]!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Starters))]
    public void Compile_Starter_BuildsAndRunsEveryVertex(string starter)
    {
        var graph = FlowGraph.Compile(FlowDefinition.Parse(StarterFlows.Read(starter)));

        Assert.Equal(Nodes(starter).Count(), graph.Vertices.Length);
        Assert.Equal(graph.Vertices.Length, RunPlan.ForBuild(graph).ToRun.Count());
        Assert.Equal(graph.Vertices.Length, RunPlan.ForRun(graph).ToRun.Count());
    }

    [Fact]
    public void All_NamesAndIds_AreUnique()
    {
        Assert.Distinct(StarterFlows.All.Select(starter => starter.Endpoint));
        Assert.Distinct(StarterFlows.All.Select(starter => starter.Name));
        Assert.Distinct(StarterFlows.All
            .SelectMany(starter => Document(starter.Endpoint)["data"]!["nodes"]!.AsArray())
            .Select(node => node!["id"]!.ToString()));
    }

    [GeneratedRegex("^[a-zA-Z0-9_-]+$")]
    private static partial Regex EndpointName();

    private static JsonObject Document(string starter) => JsonNode.Parse(StarterFlows.Read(starter))!.AsObject();

    private static IEnumerable<JsonObject> Nodes(string starter) => Document(starter)["data"]!["nodes"]!.AsArray()
        .OfType<JsonObject>().Where(node => node["type"]!.ToString() == "genericNode");

    private static string Type(JsonObject node) => node["data"]!["type"]!.ToString();

    private static JsonObject Definition(JsonObject node) => node["data"]!["node"]!.AsObject();

    private static JsonObject Field(JsonObject node, string name) => Definition(node)["template"]![name]!.AsObject();

    private static string[] Variables(JsonObject node) =>
        [.. (Definition(node)["custom_fields"]!["template"]?.AsArray() ?? []).Select(name => name!.ToString())];

    private static JsonObject WithoutValues(JsonNode template, string[] variables)
    {
        var fields = Without(template, variables);
        foreach (var field in fields.Select(field => field.Value).OfType<JsonObject>())
        {
            field.Remove("value");
        }

        return fields;
    }

    private static JsonObject Without(JsonNode node, params string[] names)
    {
        var rest = node.DeepClone().AsObject();
        foreach (var name in names)
        {
            rest.Remove(name);
        }

        return rest;
    }

    private static JsonObject OutputHandle(JsonObject node, string name, params string[] types)
    {
        var output = Assert.Single(Definition(node)["outputs"]!.AsArray(), each => each!["name"]!.ToString() == name)!;
        return new JsonObject
        {
            ["dataType"] = Type(node),
            ["id"] = node["id"]!.ToString(),
            ["name"] = name,
            ["output_types"] = new JsonArray([.. types.SelectMany(key => output[key]!.AsArray()).Select(type => type!.DeepClone())]),
        };
    }

    // A field with an edge must be shown on the node, or the editor has nowhere to draw the edge to.
    private static JsonObject FieldHandle(JsonObject node, string name)
    {
        var field = Field(node, name);
        Assert.True(field["show"]!.GetValue<bool>() && !field["advanced"]!.GetValue<bool>());
        return new JsonObject
        {
            ["fieldName"] = name,
            ["id"] = node["id"]!.ToString(),
            ["inputTypes"] = field["input_types"]!.DeepClone(),
            ["type"] = field["type"]!.DeepClone(),
        };
    }

    private static string Encode(JsonObject handle) =>
        new JsonObject(handle
                .OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => KeyValuePair.Create(entry.Key, entry.Value?.DeepClone())))
            .ToJsonString(_compact).Replace('"', 'œ');

    private static Rectangle Place(JsonObject node) => new(
        (int)node["position"]!["x"]!, (int)node["position"]!["y"]!, (int)node["measured"]!["width"]!, (int)node["measured"]!["height"]!);

    private static void AssertSame(JsonNode expected, JsonNode actual) =>
        Assert.True(
            JsonNode.DeepEquals(expected, actual),
            $"{expected.ToJsonString(_compact)}\nis expected, and this is\n{actual.ToJsonString(_compact)}");
}
