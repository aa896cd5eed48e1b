using System.Globalization;
using System.Text.Json;

namespace SkillFlaw.EndToEnd.Builds;

/// <summary>How a reader asks for the events of a build.</summary>
public enum Reading
{
    Sse,
    Lines,
    NumberedPolls,
    PlainPolls,
}

/// <summary>Reads the events of a build to the end, and comes back with its number when the server is gone in between.</summary>
/// <param name="server">The server.</param>
/// <param name="ledger">Tells when an event was seen.</param>
/// <param name="job">The build.</param>
/// <param name="reading">How.</param>
public sealed class EventReader(RestartingServer server, Ledger ledger, string job, Reading reading)
{
    private readonly List<SeenEvent> _events = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What it has seen. Complete once <see cref="ReadAsync"/> is.</summary>
    public IReadOnlyList<SeenEvent> Events => _events;

    /// <summary>Whether failures of the server are passed over, as when its database is gone.</summary>
    public bool IsPatient { get; init; }

    private long Last => _events.Count == 0 ? 0 : _events[^1].Number;

    private bool HasEnded => _events.Any(each => each.Name == "end");

    /// <summary>Reads to the end.</summary>
    public async Task<EventReader> ReadAsync(CancellationToken cancellationToken)
    {
        while (!HasEnded)
        {
            var client = await server.ClientAsync(cancellationToken);
            var isPoll = reading is Reading.NumberedPolls or Reading.PlainPolls;
            try
            {
                await (isPoll ? PollAsync(client, cancellationToken) : StreamAsync(client, cancellationToken));
                Assert.True(isPoll || HasEnded || IsPatient || server.IsGone(client), $"The events of {job} end without an end ({reading}, after {Last}).");
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException && (IsPatient || server.IsGone(client)))
            {
                // As a browser does, which waits a moment before it comes back.
                await Task.Delay(50, cancellationToken);
            }
        }

        return this;
    }

    /// <summary>Waits until it has seen an event of a kind.</summary>
    public async Task WaitForAsync(Func<SeenEvent, bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            SeenEvent[] seen;
            lock (_events)
            {
                seen = [.. _events];
            }

            if (seen.Any(condition))
            {
                return;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private async Task StreamAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var isSse = reading is Reading.Sse;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/build/{job}/events" + (isSse ? "" : $"?after={Last}"));
        if (isSse)
        {
            request.Headers.Accept.ParseAdd("text/event-stream");
            request.Headers.Add("Last-Event-ID", Last.ToString(CultureInfo.InvariantCulture));
        }

        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        answer.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
        var number = Last;
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (isSse && line.StartsWith("id: ", StringComparison.Ordinal))
            {
                number = long.Parse(line.AsSpan(4), CultureInfo.InvariantCulture);
            }
            else if (isSse && line.StartsWith("data: ", StringComparison.Ordinal))
            {
                Add(number, line[6..]);
            }
            else if (!isSse && line.Length > 0)
            {
                Add(++number, line);
            }
        }
    }

    private async Task PollAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var after = reading is Reading.PlainPolls ? "" : $"&after={Last}";
        using var answer = await client.GetAsync($"/api/v1/build/{job}/events?event_delivery=polling{after}", cancellationToken);
        answer.EnsureSuccessStatusCode();
        foreach (var line in (await answer.Content.ReadAsStringAsync(cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Add(Last + 1, line);
        }
    }

    private void Add(long number, string line)
    {
        var json = JsonElement.Parse(line);
        var name = json.GetProperty("event").GetString()!;
        var vertex = name == "end_vertex" ? json.GetProperty("data").GetProperty("build_data").GetProperty("id").GetString() : null;
        lock (_events)
        {
            _events.Add(new SeenEvent(number, name, vertex, line, ledger.Moment()));
        }

        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }
}

/// <summary>An event as a reader saw it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">What it is.</param>
/// <param name="Vertex">The vertex that has ended; null for other events.</param>
/// <param name="Line">The whole of it.</param>
/// <param name="Moment">When, among all that the ledger notes.</param>
public sealed record SeenEvent(long Number, string Name, string? Vertex, string Line, long Moment);
