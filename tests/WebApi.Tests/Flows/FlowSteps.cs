using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SkillFlaw.WebApi.Start;

namespace SkillFlaw.WebApi.Flows;

/// <summary>What tests of flows and projects do again and again.</summary>
internal static class FlowSteps
{
    public const string FlowsPath = "/api/v1/flows/";
    public const string ProjectsPath = "/api/v1/projects/";

    /// <summary>A flow that answers with what it hears, and says who answers.</summary>
    public static string Echo(string answerer = "AI") =>
        StarterFlow.All.Single(starter => starter.EndpointName == "echo").Data.Replace("\"AI\"", $"\"{answerer}\"", StringComparison.Ordinal);

    /// <summary>A name that no other test has.</summary>
    public static string NewName(string start = "flow") => $"{start}-{Guid.NewGuid():N}";

    public static async Task<JsonElement> CreateFlowAsync(this HttpClient client, string? name = null, string fields = "") =>
        await client.SendAsync(HttpMethod.Post, FlowsPath, $$"""{"name":"{{name ?? NewName()}}"{{(fields.Length == 0 ? "" : "," + fields)}}}""").ReadAsync(201);

    public static async Task<JsonElement> CreateProjectAsync(this HttpClient client, string? name = null, string fields = "") =>
        await client.SendAsync(HttpMethod.Post, ProjectsPath, $$"""{"name":"{{name ?? NewName()}}"{{(fields.Length == 0 ? "" : "," + fields)}}}""").ReadAsync(201);

    public static Task<HttpResponseMessage> PatchFlowAsync(this HttpClient client, JsonElement flow, string body) =>
        client.SendAsync(HttpMethod.Patch, $"{FlowsPath}{flow.Text("id")}", body);

    public static async Task<JsonElement> ReadFlowAsync(this HttpClient client, JsonElement flow) =>
        await client.GetAsync($"{FlowsPath}{flow.Text("id")}").ReadAsync(200);

    /// <summary>Runs a flow, and gives who answered.</summary>
    public static async Task<string?> RunAsync(this HttpClient client, string idOrName)
    {
        var answer = await client.SendAsync(HttpMethod.Post, $"/api/v1/run/{idOrName}", """{"input_value":"hello"}""").ReadAsync(200);
        return answer.GetProperty("outputs")[0].GetProperty("outputs")[0].GetProperty("results").GetProperty("message").Text("sender_name");
    }

    /// <summary>Sends a file as forms do.</summary>
    public static Task<HttpResponseMessage> UploadAsync(this HttpClient client, string path, byte[] file, string fileName = "flows.json")
    {
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return client.PostAsync(path, new MultipartFormDataContent { { content, "file", fileName } });
    }

    public static Task<HttpResponseMessage> UploadAsync(this HttpClient client, string path, string json) =>
        client.UploadAsync(path, Encoding.UTF8.GetBytes(json));

    public static IEnumerable<string?> Names(this JsonElement list) => list.EnumerateArray().Select(each => each.Text("name"));
}
