using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkillFlaw.Bench.Builds;

/// <summary>A client of a running server that builds flows and reads their events.</summary>
internal sealed class BuildClient : IDisposable
{
    private readonly HttpClient _http;

    public BuildClient(string url, string apiKey)
    {
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 4_000, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5) })
        {
            BaseAddress = new Uri(url),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.Add("x-api-key", apiKey);
    }

    /// <summary>Saves a flow and gives its id.</summary>
    public async Task<Guid> SaveAsync(string name, JsonNode data)
    {
        using var response = await _http.PostAsJsonAsync("/api/v1/flows/", new JsonObject { ["name"] = $"{name} {Guid.NewGuid()}", ["data"] = data.DeepClone() });
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    /// <summary>Begins a build and gives its job.</summary>
    public async Task<string> StartAsync(Guid flowId)
    {
        using var response = await PostAsync($"/api/v1/build/{flowId}/flow");
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("job_id").GetString()!;
    }

    /// <summary>Builds a flow and reads its events from the same answer.</summary>
    public async Task<int> BuildDirectAsync(Guid flowId)
    {
        using var response = await PostAsync($"/api/v1/build/{flowId}/flow?event_delivery=direct");
        return Count(await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync());
    }

    /// <summary>Reads all events of a build at once when it has ended.</summary>
    public async Task<int> ReadAsync(string job) => Count(await _http.GetByteArrayAsync($"/api/v1/build/{job}/events"));

    /// <summary>Reads the answer of a poll.</summary>
    public async Task<int> PollAsync(string job, string query) => Count(await _http.GetByteArrayAsync($"/api/v1/build/{job}/events?event_delivery=polling{query}"));

    /// <summary>Follows a build to its end.</summary>
    /// <param name="job">The build.</param>
    /// <param name="seen">Told of each event's line.</param>
    /// <returns>How many events there were.</returns>
    public async Task<int> FollowAsync(string job, Action<ReadOnlyMemory<byte>> seen)
    {
        using var response = await _http.GetAsync($"/api/v1/build/{job}/events", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
        var buffer = new byte[64 << 10];
        var (filled, count) = (0, 0);
        while (await body.ReadAsync(buffer.AsMemory(filled)) is > 0 and var read)
        {
            filled += read;
            var start = 0;
            while (buffer.AsSpan(start, filled - start).IndexOf("\n\n"u8) is >= 0 and var length)
            {
                if (length > 0)
                {
                    seen(buffer.AsMemory(start, length));
                    count++;
                }

                start += length + 2;
            }

            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }

        return count;
    }

    public void Dispose() => _http.Dispose();

    private Task<HttpResponseMessage> PostAsync(string path) =>
        _http.PostAsync(path, new StringContent("""{"inputs":{"input_value":"hello"}}""", Encoding.UTF8, "application/json"));

    private static int Count(byte[] lines) => lines.AsSpan().Count("\n\n"u8);
}
