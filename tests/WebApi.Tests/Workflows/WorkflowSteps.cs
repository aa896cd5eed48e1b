using System.Text.Json;

namespace SkillFlaw.WebApi.Workflows;

/// <summary>What tests of workflows do again and again.</summary>
internal static class WorkflowSteps
{
    public const string Path = "/api/v2/workflows";

    /// <summary>A variable that the flow of the tests with a model needs.</summary>
    public const string Globals = """
        "globals":{"OPENAI_API_KEY":"sk-of-the-request"}
        """;

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    public static Task<HttpResponseMessage> ExecuteAsync(this HttpClient client, object flow, string fields = "") =>
        client.SendAsync(HttpMethod.Post, Path, $$"""{"flow_id":"{{flow}}"{{(fields.Length == 0 ? "" : "," + fields)}}}""");

    public static async Task<string> BeginAsync(this HttpClient client, object flow, string fields = "")
    {
        var job = await client.ExecuteAsync(flow, "\"background\":true" + (fields.Length == 0 ? "" : "," + fields)).ReadAsync(200);
        Assert.Equal("job", job.Text("object"));
        return job.Text("job_id")!;
    }

    public static Task<HttpResponseMessage> StatusAsync(this HttpClient client, object jobId) => client.GetAsync($"{Path}?job_id={jobId}");

    public static Task<HttpResponseMessage> StopAsync(this HttpClient client, string jobId) =>
        client.SendAsync(HttpMethod.Post, $"{Path}/stop", $$"""{"job_id":{{jobId}}}""");

    /// <summary>The answer about a job, once its status is another one than these.</summary>
    public static async Task<(int Status, JsonElement Answer)> WhenNotAsync(this HttpClient client, string jobId, params string[] statuses)
    {
        using var limit = new CancellationTokenSource(_limit);
        while (true)
        {
            using var answer = await client.StatusAsync(jobId);
            var json = JsonElement.Parse(await answer.Content.ReadAsStringAsync(limit.Token));
            if (!answer.IsSuccessStatusCode || !statuses.Contains(json.Text("status")))
            {
                return ((int)answer.StatusCode, json);
            }

            await Task.Delay(5, limit.Token);
        }
    }

    /// <summary>The answer about a job that has ended.</summary>
    public static Task<(int Status, JsonElement Answer)> WhenEndedAsync(this HttpClient client, string jobId) =>
        client.WhenNotAsync(jobId, "queued", "in_progress");

    /// <summary>An error in the shape of workflows.</summary>
    public static async Task<JsonElement> FailAsync(this Task<HttpResponseMessage> sending, int status, string code)
    {
        var detail = (await sending.ReadAsync(status)).GetProperty("detail");
        Assert.Equal(code, detail.Text("code"));
        Assert.NotEqual("", detail.Text("error"));
        Assert.NotEqual("", detail.Text("message"));
        return detail;
    }

    public static string? Content(this JsonElement response, string component) => response.GetProperty("outputs").GetProperty(component).Text("content");
}
