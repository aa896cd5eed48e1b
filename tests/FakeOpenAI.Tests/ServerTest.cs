using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace SkillFlaw.FakeOpenAI.Tests;

/// <summary>A server for each test, and a plain HTTP client for it.</summary>
public abstract class ServerTest : IAsyncLifetime
{
    protected const string Model = "gpt-4o-mini";

    protected FakeOpenAIServer OpenAI { get; private set; } = null!;

    // Otherwise a response that is given up is first read on for two seconds, in the hope of its end.
    protected HttpClient Http { get; } = new(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero });

    protected virtual FakeOpenAIOptions Options => new();

    public async Task InitializeAsync()
    {
        OpenAI = await FakeOpenAIServer.StartAsync(Options);
        Http.BaseAddress = new Uri($"{OpenAI.BaseUrl}/");
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await OpenAI.DisposeAsync();
    }

    protected static JsonObject Chat(string text) => new()
    {
        ["model"] = Model,
        ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text }),
    };

    protected static JsonObject Streamed(JsonObject body, bool includeUsage = false)
    {
        body["stream"] = true;
        if (includeUsage)
        {
            body["stream_options"] = new JsonObject { ["include_usage"] = true };
        }

        return body;
    }

    protected static StringContent JsonContent(string json) => new(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    /// <summary>Posts and expects a success.</summary>
    protected async Task<JsonNode> PostAsync(string path, JsonObject body)
    {
        using var response = await PostRawAsync(path, body.ToJsonString());
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    protected Task<JsonNode> CompleteAsync(JsonObject body) => PostAsync("chat/completions", body);

    protected async Task<HttpResponseMessage> PostRawAsync(string path, string json)
    {
        using var content = JsonContent(json);
        return await Http.PostAsync(path, content);
    }

    /// <summary>Posts a streamed request and returns when the headers are there.</summary>
    protected async Task<EventReader> StreamAsync(JsonObject body, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "chat/completions") { Content = JsonContent(body.ToJsonString()) };
        var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return new(response);
    }

    /// <summary>Posts and expects an error in OpenAI's shape.</summary>
    protected async Task<JsonNode> RefusedAsync(HttpStatusCode status, string path, string json)
    {
        using var response = await PostRawAsync(path, json);
        return await ErrorAsync(status, response);
    }

    protected static async Task<JsonNode> ErrorAsync(HttpStatusCode status, HttpResponseMessage response)
    {
        Assert.Equal(status, response.StatusCode);
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!.AsObject();
        Assert.Equal(["message", "type", "param", "code"], error.Select(member => member.Key));
        return error;
    }
}
