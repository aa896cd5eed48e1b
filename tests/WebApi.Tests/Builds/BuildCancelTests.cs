using System.Diagnostics;
using System.Text.Json;
using SkillFlaw.FakeOpenAI;

namespace SkillFlaw.WebApi.Builds;

/// <summary>Stopping builds (semantics section 4.8).</summary>
[Collection(nameof(SharedServer))]
public sealed class BuildCancelTests(WebServer server) : IAsyncLifetime
{
    private const string Stopped = "Flow build cancelled successfully";

    // Without anything else on the machine it takes some milliseconds.
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(3);

    private TestUser _user = null!;
    private Guid _flow;

    public async Task InitializeAsync()
    {
        _user = await server.NewUserAsync();
        _flow = await server.SaveFlowAsync(_user, "chat-echo");
    }

    [Fact]
    public async Task Cancel_WhileTheModelHangs_StopsItAndSaysWhatRan()
    {
        var (job, aborted) = await StartHangingAsync();
        var began = Stopwatch.GetTimestamp();

        var answer = await CancelAsync(job);

        Assert.True(Stopwatch.GetElapsedTime(began) < _bound, $"It took {Stopwatch.GetElapsedTime(began)}.");
        using var limit = new CancellationTokenSource(_bound);
        await server.Model.WaitForAbortAsync(aborted + 1, limit.Token);
        Assert.Equal(["success", "message", "finished", "stopped"], answer.FieldNames());
        Assert.Equal((true, Stopped), (answer.GetProperty("success").GetBoolean(), answer.Text("message")));
        Assert.Equal(["ChatInput-pMa01", "Prompt-pMa02"], answer.GetProperty("finished").Texts().Order(StringComparer.Ordinal));
        Assert.Equal([BuildSteps.Model], answer.GetProperty("stopped").Texts());
        Assert.Equal("Cancelled", (await server.JobsAsync(_flow)).Single().State.ToString());
    }

    [Fact]
    public async Task Cancel_WithReaders_EndsTheirStreams()
    {
        var (job, _) = await StartHangingAsync();
        using var first = await OpenAsync(job);
        using var second = await OpenAsync(job);
        var polling = PollToEndAsync(job);

        await CancelAsync(job);

        foreach (var answer in (HttpResponseMessage[])[first, second])
        {
            var events = BuildSteps.Events(await answer.Content.ReadAsStringAsync());
            Assert.Equal(
                ["vertices_sorted", "add_message User", "end_vertex ChatInput-pMa01", "end_vertex Prompt-pMa02", "end"], events.Summary());
        }

        Assert.Equal("end", (await polling)[^1].Kind());
        Assert.Equal("{\"event\":\"end\",\"data\":{}}\n\n", await _user.Client.StreamAsync(job, "?event_delivery=polling"));
    }

    [Fact]
    public async Task Cancel_OfEndedBuild_ChangesNothing()
    {
        var job = await _user.Client.StartBuildAsync(_flow);
        var before = await _user.Client.StreamAsync(job);

        var answer = await CancelAsync(job);

        Assert.Equal("""{"success":true,"message":"Flow build cancelled successfully"}""", answer.GetRawText());
        Assert.Equal(before, await _user.Client.StreamAsync(job));
        Assert.Equal("Succeeded", (await server.JobsAsync(_flow)).Single().State.ToString());
    }

    [Fact]
    public async Task Cancel_SeveralTimesAtOnce_StopsItOnce()
    {
        var (job, _) = await StartHangingAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => CancelAsync(job)));

        Assert.All(answers, answer => Assert.Equal((true, Stopped), (answer.GetProperty("success").GetBoolean(), answer.Text("message"))));
        Assert.Single(BuildSteps.Events(await _user.Client.StreamAsync(job)), each => each.Kind() == "end");
        Assert.Equal("""{"success":true,"message":"Flow build cancelled successfully"}""", (await CancelAsync(job)).GetRawText());
    }

    [Fact]
    public async Task Cancel_WhileTokensCome_KeepsTheMessageAsItWasStored()
    {
        var gate = new FakeGate();
        server.Model.Replies.Enqueue(FakeReply.Slow(gate, "Plant ", "a tree."));
        gate.Release();
        var job = await _user.Client.StartBuildAsync(_flow, BuildSteps.BodyOf(BuildSteps.StreamingModel(), "What now?"));
        using var answer = await OpenAsync(job);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        await lines.ReadUntilAsync(each => each.Kind() == "token");

        await CancelAsync(job);
        gate.Open();

        var rest = await lines.ReadUntilAsync(each => each.Kind() == "end");
        Assert.DoesNotContain("error", rest.Summary());
        Assert.DoesNotContain("remove_message", rest.Summary());
        Assert.Equal(["What now?", ""], (await server.MessagesAsync(_flow)).Select(message => message.Text));
    }

    [Fact]
    public async Task Cancel_BySomebodyElse_StopsNothing()
    {
        var gate = new FakeGate();
        server.Model.Replies.Enqueue(FakeReply.Slow(gate, "done"));
        var job = await _user.Client.StartBuildAsync(_flow, BuildSteps.BodyOf(BuildSteps.StreamingModel()));
        var other = await server.NewUserAsync(_user.TenantId);

        await other.Client.SendAsync(HttpMethod.Post, $"/api/v1/build/{job}/cancel").ReadErrorAsync(404);
        await server.Nobody.SendAsync(HttpMethod.Post, $"/api/v1/build/{job}/cancel").ReadErrorAsync(403);
        gate.Open();

        Assert.Contains("end_vertex ChatOutput-pMa04", BuildSteps.Events(await _user.Client.StreamAsync(job)).Summary());
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private async Task<(string Job, int Aborted)> StartHangingAsync()
    {
        var (requests, aborted) = ((int)server.Model.RequestCount, (int)server.Model.AbortedCount);
        server.Model.Replies.Enqueue(FakeReply.Hang());
        var job = await _user.Client.StartBuildAsync(_flow, BuildSteps.BodyOf(BuildSteps.StreamingModel()));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await server.Model.WaitForRequestAsync(requests + 1, limit.Token);
        return (job, aborted);
    }

    private async Task<List<JsonElement>> PollToEndAsync(string job)
    {
        var events = new List<JsonElement>();
        while (events.Count == 0 || events[^1].Kind() != "end")
        {
            events.AddRange(BuildSteps.Events(await _user.Client.StreamAsync(job, "?event_delivery=polling")));
        }

        return events;
    }

    private Task<JsonElement> CancelAsync(string job) => _user.Client.SendAsync(HttpMethod.Post, $"/api/v1/build/{job}/cancel").ReadAsync(200);

    private Task<HttpResponseMessage> OpenAsync(string job) =>
        _user.Client.GetAsync($"/api/v1/build/{job}/events", HttpCompletionOption.ResponseHeadersRead);
}
