using SkillFlaw.Storage.Databases;
using SkillFlaw.Storage.Jobs;

namespace SkillFlaw.EndToEnd.Builds;

/// <summary>
/// Two servers with one database: a build is executed by one of them, and everything else is done at either. Each has its own grains, as the two
/// halves of a cluster have that does not hold together: what they share is what the database keeps apart.
/// </summary>
public sealed class TwoServerTests : IAsyncLifetime, IDisposable
{
    private const int Builds = 24;

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(2));
    private readonly TestFolder _oneFolder = new();
    private readonly TestFolder _otherFolder = new();
    private ServerDatabase _database = null!;
    private Ledger _ledger = null!;
    private RestartingServer _one = null!;
    private RestartingServer _other = null!;
    private string _flow = "";

    public async Task InitializeAsync()
    {
        _ledger = await Ledger.StartAsync();
        if (!PostgresBinaries.AreThere)
        {
            return;
        }

        _database = await ServerDatabase.CreateAsync(isPostgres: true, _oneFolder);
        (string, string)[] settings =
            [("SKILLFLAW_SECRET_KEY", "a key of both servers"), ("SKILLFLAW_SHARE_DATABASE", "true"), ("SKILLFLAW_SHUTDOWN_TIMEOUT", "1"), .. _ledger.Settings, .. _database.Settings];
        _one = await RestartingServer.StartAsync(_oneFolder.Settings(settings));
        _other = await RestartingServer.StartAsync(_otherFolder.Settings(settings), _one.ApiKey);
        _flow = await ChainBuilds.AddFlowAsync(await _one.ClientAsync());
    }

    [PostgresFact]
    public async Task Build_StartedAtOne_IsReadAtTheOther()
    {
        _ledger.Delay = call => TimeSpan.FromMilliseconds(call.Text.Length * 5 % 40);
        var client = await _one.ClientAsync();
        var builds = await Task.WhenAll(Enumerable.Range(1, Builds).Select(async number =>
        {
            var text = new string('x', number);
            var job = await ChainBuilds.StartAsync(client, _flow, text, $"session {number % 5}");
            return (text, await Task.WhenAll(
                Reader(_one, job, Reading.Lines),
                Reader(_other, job, Reading.Sse),
                Reader(_other, job, Reading.Lines),
                Reader(_other, job, Reading.NumberedPolls),
                Reader(number % 3 == 0 ? _one : _other, job, Reading.PlainPolls)));
        }));

        var calls = _ledger.Calls.ToLookup(call => call.Text);
        foreach (var (text, readers) in builds)
        {
            ChainBuilds.AssertWhole(readers[0].Events);
            Assert.All(readers, reader => Assert.Equal(readers[0].Events.Select(each => each.Line), reader.Events.Select(each => each.Line)));
            Assert.All(readers, reader => ChainBuilds.AssertNothingDoneAgain([.. calls[text]], reader.Events, []));
        }

        Assert.All(await _database.JobsAsync(), job => Assert.Equal(JobState.Succeeded, job.State));
        ChainBuilds.AssertStored(await _database.MessagesAsync(), builds.Select(build => build.text));
    }

    [PostgresFact]
    public async Task PlainPolls_AtBothServers_GiveEachEventOnce()
    {
        var gate = _ledger.Hold(Ledger.Chain[2], "shared");
        var job = await ChainBuilds.StartAsync(await _one.ClientAsync(), _flow, "shared", "session");
        var plain = new[] { _one, _other, _one, _other }.Select(server => LinesOfAsync(server, job)).ToArray();
        await _ledger.WaitForAsync(Ledger.Chain[2], "shared", 1, _limit.Token);
        gate.Open();

        var all = (await Reader(_other, job, Reading.Sse)).Events.Select(each => each.Line);

        // Whoever asks after the end hears of it once more.
        var polled = (await Task.WhenAll(plain)).SelectMany(lines => lines).Where(line => line != """{"event":"end","data":{}}""");
        Assert.Equal(
            all.Where(line => line != """{"event":"end","data":{}}""").Order(StringComparer.Ordinal), polled.Order(StringComparer.Ordinal));
        Assert.Equal(3, _ledger.Calls.Count);
    }

    [PostgresFact]
    public async Task Cancel_AtTheOther_EndsTheBuildEverywhere()
    {
        var gate = _ledger.Hold(Ledger.Chain[2], "cancelled");
        var job = await ChainBuilds.StartAsync(await _one.ClientAsync(), _flow, "cancelled", "session");
        var readers = Task.WhenAll(Reader(_one, job, Reading.Sse), Reader(_other, job, Reading.Sse), Reader(_other, job, Reading.NumberedPolls));
        await _ledger.WaitForAsync(Ledger.Chain[2], "cancelled", 1, _limit.Token);

        var answer = await ChainBuilds.CancelAsync(await _other.ClientAsync(), job);
        var seen = await readers;
        gate.Open();

        Assert.True(answer.GetProperty("success").GetBoolean());
        Assert.All(seen, reader => Assert.Equal(seen[0].Events.Select(each => each.Line), reader.Events.Select(each => each.Line)));
        Assert.Equal(Ledger.Chain[..2], seen[0].Events.Where(each => each.Name == "end_vertex").Select(each => each.Vertex));
        Assert.Equal(JobState.Cancelled, Assert.Single(await _database.JobsAsync()).State);

        // It has settled everything when it ends.
        await _one.StopAsync();
        Assert.Equal(2, _ledger.Calls.Count);
        Assert.Equal(["cancelled"], (await _database.MessagesAsync()).Select(message => message.Text));
    }

    [PostgresFact]
    public async Task Server_ThatOnlyHung_DoesNothingMoreOfWhatAnotherHasTakenOver()
    {
        // Of those that wait in the same place, one gets its answer when the server wakes up, and one never does.
        (int Vertex, bool IsAnswered)[] places = [(1, true), (2, true), (2, false), (3, true), (3, false)];
        var builds = places.Select(place => (Place: place, Text: $"{place.Vertex} {place.IsAnswered}")).ToArray();
        var gates = builds.Select(build => _ledger.HoldFirst(Ledger.Chain[build.Place.Vertex], build.Text)).ToArray();
        var client = await _one.ClientAsync();
        var readers = new List<Task<EventReader>>();
        foreach (var ((place, text), gate) in builds.Zip(gates))
        {
            var job = await ChainBuilds.StartAsync(client, _flow, text, "session");
            var reader = new EventReader(_other, _ledger, job, Reading.Sse);
            readers.Add(reader.ReadAsync(_limit.Token));
            await _ledger.WaitForAsync(Ledger.Chain[place.Vertex], text, 1, _limit.Token);
            if (place.Vertex == 3)
            {
                // In the middle of a message that is stored already.
                gate.Release();
                await reader.WaitForAsync(each => each.Name == "token", _limit.Token);
            }
        }

        _one.Process.Pause();
        var paused = _ledger.Moment();
        var seen = await Task.WhenAll(readers);
        var calls = _ledger.Calls;
        foreach (var (build, gate) in builds.Zip(gates).Where(each => each.First.Place.IsAnswered))
        {
            gate.Open();
        }

        _one.Process.Resume();

        // It is awake, and gives up what is never answered.
        await _ledger.WaitForAbortAsync(builds.Count(build => !build.Place.IsAnswered), _limit.Token);
        var next = await ChainBuilds.StartAsync(client, _flow, "next", "session");
        ChainBuilds.AssertWhole((await Reader(_one, next, Reading.Lines)).Events);
        await _one.StopAsync();

        foreach (var ((_, text), reader) in builds.Zip(seen))
        {
            ChainBuilds.AssertWhole(reader.Events);
            ChainBuilds.AssertNothingDoneAgain([.. calls.Where(call => call.Text == text)], reader.Events, [paused]);
        }

        Assert.Equal(calls, _ledger.Calls.Where(call => call.Text != "next"));
        Assert.All(await _database.JobsAsync(), job => Assert.Equal(JobState.Succeeded, job.State));
        ChainBuilds.AssertStored(await _database.MessagesAsync(), [.. builds.Select(build => build.Text), "next"]);
    }

    public async Task DisposeAsync()
    {
        await (_one?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_other?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_database?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _ledger.DisposeAsync();
    }

    public void Dispose()
    {
        _limit.Dispose();
        _oneFolder.Dispose();
        _otherFolder.Dispose();
    }

    private Task<EventReader> Reader(RestartingServer server, string job, Reading reading) =>
        new EventReader(server, _ledger, job, reading).ReadAsync(_limit.Token);

    // All that this one gets, until it hears of the end.
    private async Task<List<string>> LinesOfAsync(RestartingServer server, string job)
    {
        var client = await server.ClientAsync();
        var lines = new List<string>();
        while (!lines.Any(line => line.StartsWith("""{"event":"end",""", StringComparison.Ordinal)))
        {
            var text = await client.GetStringAsync($"/api/v1/build/{job}/events?event_delivery=polling", _limit.Token);
            lines.AddRange(text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        return lines;
    }
}

/// <summary>A test that needs PostgreSQL: skipped by name where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresBinaries.AreThere ? null : "There is no PostgreSQL on this machine: install it, or set SKILLFLAW_TEST_POSTGRES.";
}
