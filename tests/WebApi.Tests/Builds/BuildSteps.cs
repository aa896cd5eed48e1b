using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage.Jobs;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Builds;

/// <summary>What tests of builds do again and again.</summary>
internal static class BuildSteps
{
    public const string Model = "LanguageModelComponent-pMa03";

    /// <summary>The document of one of the flows in <c>tests/Flows</c>.</summary>
    public static JsonNode Document(string name)
    {
        var root = JsonNode.Parse(File.ReadAllText(Repository.File("tests", "Flows", name + ".json")))!;
        return (root["data"] ?? root).DeepClone();
    }

    /// <summary>A chat with a model that streams its answer.</summary>
    public static JsonNode StreamingModel() => Document("prompt-model-1.8").Set(Model, "stream", true).Set(Model, "api_key", "sk-of-a-test-1234", isName: false);

    /// <summary>Changes what a field of a node holds.</summary>
    public static JsonNode Set(this JsonNode document, string id, string field, JsonNode value, bool? isName = null)
    {
        var node = document["nodes"]!.AsArray().Single(each => (string?)each!["id"] == id)!;
        var parameter = node["data"]!["node"]!["template"]![field]!;
        parameter["value"] = value;
        if (isName is { } known)
        {
            parameter["load_from_db"] = known;
        }

        return document;
    }

    public static Task<HttpResponseMessage> PostBuildAsync(this HttpClient client, Guid flow, string? body = null, string query = "") =>
        client.SendAsync(HttpMethod.Post, $"/api/v1/build/{flow}/flow{query}", body);

    /// <summary>Begins a build, and gives its job.</summary>
    public static async Task<string> StartBuildAsync(this HttpClient client, Guid flow, string? body = null, string query = "") =>
        (await client.PostBuildAsync(flow, body, query).ReadAsync(200)).Text("job_id")!;

    /// <summary>All events of a build, or those after a number, as they come over the wire.</summary>
    public static async Task<string> StreamAsync(this HttpClient client, string job, string query = "")
    {
        using var answer = await client.GetAsync($"/api/v1/build/{job}/events{query}");
        Assert.Equal(200, (int)answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Builds to the end, and gives the events.</summary>
    public static async Task<List<JsonElement>> BuildAsync(this HttpClient client, Guid flow, string? body = null, string query = "") =>
        Events(await client.StreamAsync(await client.StartBuildAsync(flow, body, query)));

    /// <summary>A body with another document than the stored one.</summary>
    public static string BodyOf(JsonNode document, string? input = "hi", string? session = null) => new JsonObject
    {
        ["inputs"] = new JsonObject { ["input_value"] = input, ["session"] = session },
        ["data"] = document,
    }.ToJsonString();

    public static List<JsonElement> Events(string text) =>
        [.. text.Split("\n", StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];

    public static string Kind(this JsonElement each) => each.Text("event")!;

    public static JsonElement Data(this JsonElement each) => each.GetProperty("data");

    /// <summary>Event by event: the kind, and whose it is where it is of a vertex.</summary>
    public static IEnumerable<string> Summary(this IEnumerable<JsonElement> events) => events.Select(each => each.Kind() switch
    {
        "end_vertex" => $"end_vertex {each.BuildData().Text("id")}",
        "add_message" => $"add_message {each.Data().Text("sender")}",
        var kind => kind,
    });

    public static JsonElement BuildData(this JsonElement each) => each.Data().GetProperty("build_data");

    /// <summary>What is told of the end of a vertex.</summary>
    public static JsonElement EndOf(this IEnumerable<JsonElement> events, string vertex) =>
        events.Where(each => each.Kind() == "end_vertex").Select(each => each.BuildData()).Single(built => built.Text("id") == vertex);

    public static string[] Texts(this JsonElement list) => [.. list.EnumerateArray().Select(each => each.GetString()!)];

    public static string[] FieldNames(this JsonElement element) => [.. element.EnumerateObject().Select(field => field.Name)];

    /// <summary>Reads a stream up to an event.</summary>
    public static async Task<List<JsonElement>> ReadUntilAsync(this StreamReader lines, Func<JsonElement, bool> isLast)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var events = new List<JsonElement>();
        while (events.Count == 0 || !isLast(events[^1]))
        {
            var line = await lines.ReadLineAsync(limit.Token) ?? throw new EndOfStreamException($"Only {events.Count} events came.");
            if (line.Length > 0)
            {
                events.Add(JsonElement.Parse(line));
            }
        }

        return events;
    }

    /// <summary>The builds of a flow, as they are stored.</summary>
    public static async Task<List<Job>> JobsAsync(this WebServer server, Guid flow)
    {
        await using var database = await server.DatabaseAsync();
        return await database.Jobs.AsNoTracking().Where(job => job.FlowId == flow).OrderBy(job => job.JobId).ToListAsync();
    }
}
