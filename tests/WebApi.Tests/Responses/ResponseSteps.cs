using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SkillFlaw.WebApi.Flows;

namespace SkillFlaw.WebApi.Responses;

/// <summary>What tests of responses do again and again.</summary>
internal static class ResponseSteps
{
    public const string Path = "/api/v1/responses";

    public static Task<HttpResponseMessage> RespondAsync(this HttpClient client, object model, string input = "hi", string fields = "") =>
        client.SendAsync(HttpMethod.Post, Path, Body(model, input, fields));

    /// <summary>A response that must be one.</summary>
    public static async Task<JsonElement> ResponseAsync(this HttpClient client, object model, string input = "hi", string fields = "")
    {
        var answer = await client.RespondAsync(model, input, fields).ReadAsync(200);
        Assert.True(answer.TryGetProperty("object", out _), answer.GetRawText());
        return answer;
    }

    /// <summary>The text of a streamed response.</summary>
    public static async Task<string> StreamAsync(this HttpClient client, object model, string input = "hi", string fields = "")
    {
        using var answer = await client.RespondAsync(model, input, $"\"stream\":true{(fields.Length == 0 ? "" : "," + fields)}");
        Assert.Equal((200, "text/event-stream"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>A request whose answer is read while it comes.</summary>
    public static HttpRequestMessage StreamRequest(object model, string input) => new(HttpMethod.Post, Path)
    {
        Content = new StringContent(Body(model, input, "\"stream\":true"), Encoding.UTF8, "application/json"),
    };

    /// <summary>The events of a stream: their names, empty for a chunk, and their data.</summary>
    public static List<(string Name, JsonElement Data)> Events(string stream)
    {
        Assert.EndsWith("\n\ndata: [DONE]\n\n", stream, StringComparison.Ordinal);
        return [.. stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[..^1].Select(EventOf)];
    }

    public static (string Name, JsonElement Data) EventOf(string text)
    {
        var lines = text.Split('\n');
        Assert.StartsWith("data: ", lines[^1], StringComparison.Ordinal);
        var name = lines.Length == 1 ? "" : lines[0].Replace("event: ", "", StringComparison.Ordinal);
        var data = JsonElement.Parse(lines[^1]["data: ".Length..]);
        Assert.True(name.Length == 0 || name == data.Text("type"), text);
        return (name, data);
    }

    /// <summary>What a client of Langflow reads.</summary>
    public static string Chunks(this List<(string Name, JsonElement Data)> events) => string.Concat(
        from each in events
        where each.Name.Length == 0 && each.Data.TryGetProperty("object", out var kind) && kind.GetString() == "response.chunk"
        where each.Data.GetProperty("delta").TryGetProperty("content", out _)
        select each.Data.GetProperty("delta").Text("content"));

    /// <summary>What a client of OpenAI reads.</summary>
    public static string Deltas(this List<(string Name, JsonElement Data)> events) =>
        string.Concat(events.Where(each => each.Name == "response.output_text.delta").Select(each => each.Data.Text("delta")));

    public static string? OutputText(this JsonElement response) =>
        response.GetProperty("output").EnumerateArray().Last().GetProperty("content")[0].Text("text");

    /// <summary>Saves a flow that a test has drawn.</summary>
    public static async Task<string> SaveAsync(this HttpClient client, JsonNode data) =>
        (await client.CreateFlowAsync(fields: $"\"data\":{data.ToJsonString()}")).Text("id")!;

    /// <summary>One of the flows in <c>tests/Flows</c>, to be changed.</summary>
    public static JsonNode Draw(string name) =>
        JsonNode.Parse(File.ReadAllText(Repository.File("tests", "Flows", name + ".json")))!["data"]!;

    private static string Body(object model, string input, string fields) =>
        $$"""{"model":"{{model}}","input":{{JsonSerializer.Serialize(input)}}{{(fields.Length == 0 ? "" : "," + fields)}}}""";
}
