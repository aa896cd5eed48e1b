using System.Text.Json.Nodes;

namespace SkillFlaw.FakeOpenAI.Tests;

/// <summary>Reads the data of server-sent events as they come.</summary>
public sealed class EventReader(HttpResponseMessage response) : IDisposable
{
    private StreamReader? _reader;

    public HttpResponseMessage Response => response;

    /// <summary>The data of the next event; null at the end.</summary>
    public async Task<string?> NextAsync(CancellationToken cancellationToken = default)
    {
        _reader ??= new(await response.Content.ReadAsStreamAsync(cancellationToken));
        if (await _reader.ReadLineAsync(cancellationToken) is not { } line)
        {
            return null;
        }

        Assert.StartsWith("data: ", line, StringComparison.Ordinal);
        Assert.Equal("", await _reader.ReadLineAsync(cancellationToken));
        return line["data: ".Length..];
    }

    /// <summary>The text in the next event.</summary>
    public async Task<string?> NextContentAsync() =>
        (string?)JsonNode.Parse((await NextAsync())!)!["choices"]![0]!["delta"]!["content"];

    public async Task<List<string>> ToEndAsync()
    {
        var events = new List<string>();
        while (await NextAsync() is { } data)
        {
            events.Add(data);
        }

        return events;
    }

    /// <summary>The chunks, of which all must be JSON, with <c>[DONE]</c> behind them.</summary>
    public async Task<List<JsonNode>> ChunksAsync()
    {
        var events = await ToEndAsync();
        Assert.Equal("[DONE]", events[^1]);
        return [.. events[..^1].Select(data => JsonNode.Parse(data)!)];
    }

    public void Dispose()
    {
        _reader?.Dispose();
        response.Dispose();
    }
}
