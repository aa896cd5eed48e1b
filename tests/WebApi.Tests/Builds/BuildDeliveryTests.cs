using System.Net.Http.Headers;
using System.Text.Json;

namespace SkillFlaw.WebApi.Builds;

/// <summary>The ways in which the events of a build are delivered (semantics section 4.2).</summary>
[Collection(nameof(SharedServer))]
public sealed class BuildDeliveryTests(WebServer server) : IAsyncLifetime
{
    private const string Hi = """{"inputs":{"input_value":"hi"}}""";

    private TestUser _user = null!;
    private Guid _flow;

    public async Task InitializeAsync()
    {
        _user = await server.NewUserAsync();
        _flow = await server.SaveFlowAsync(_user, "chat-echo");
    }

    [Theory]
    [InlineData("")]
    [InlineData("?event_delivery=streaming")]
    [InlineData("?event_delivery=polling")]
    public async Task Start_NotDirect_GivesTheJobAlone(string query)
    {
        var answer = await _user.Client.PostBuildAsync(_flow, Hi, query).ReadAsync(200);

        Assert.Equal(["job_id"], answer.FieldNames());
        Assert.Equal((await server.JobsAsync(_flow)).Single().JobId, answer.GetProperty("job_id").GetGuid());
    }

    [Fact]
    public async Task Start_Direct_IsTheStreamItself()
    {
        using var answer = await _user.Client.PostBuildAsync(_flow, Hi, "?event_delivery=direct");
        var text = await answer.Content.ReadAsStringAsync();

        var job = (await server.JobsAsync(_flow)).Single();
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("no", answer.Headers.GetValues("X-Accel-Buffering").Single());
        Assert.Equal("Succeeded", job.State.ToString());
        Assert.DoesNotContain(job.JobId.ToString(), text, StringComparison.Ordinal);
        Assert.Equal(text, await _user.Client.StreamAsync(job.JobId.ToString(), "?event_delivery=direct"));
        Assert.Equal(text, await _user.Client.StreamAsync(job.JobId.ToString()));
    }

    [Theory]
    [InlineData("websocket")]
    [InlineData("")]
    [InlineData("Polling")]
    public async Task Delivery_OfNoKnownKind_IsRefused(string delivery)
    {
        var job = await _user.Client.StartBuildAsync(_flow, Hi);

        var ofStart = await _user.Client.PostBuildAsync(_flow, Hi, $"?event_delivery={delivery}").ReadAsync(422);
        var ofEvents = await _user.Client.GetAsync($"/api/v1/build/{job}/events?event_delivery={delivery}").ReadAsync(422);

        Assert.Equal(ofStart.GetRawText(), ofEvents.GetRawText());
        var error = ofStart.GetProperty("detail")[0];
        Assert.Equal(("enum", "Input should be 'streaming', 'direct' or 'polling'"), (error.Text("type"), error.Text("msg")));
        Assert.Equal(["query", "event_delivery"], error.GetProperty("loc").Texts());
        Assert.Single(await server.JobsAsync(_flow));
    }

    [Fact]
    public async Task Stream_AskedForAsServerSentEvents_HasNumbers()
    {
        var job = await _user.Client.StartBuildAsync(_flow, Hi);
        var lines = (await _user.Client.StreamAsync(job)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

        using var answer = await SseAsync(job);

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(string.Concat(lines.Select((line, index) => $"id: {index + 1}\ndata: {line}\n\n")), await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Stream_AfterANumber_HasTheRest(int after)
    {
        var job = await _user.Client.StartBuildAsync(_flow, Hi);
        var lines = (await _user.Client.StreamAsync(job)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        var rest = string.Concat(lines.Skip(after).Select(line => line + "\n\n"));
        var numbered = string.Concat(lines.Skip(after).Select((line, index) => $"id: {after + index + 1}\ndata: {line}\n\n"));

        Assert.Equal(rest, await _user.Client.StreamAsync(job, $"?after={after}"));
        Assert.Equal(rest.Replace("\n\n{", "\n\n\n{", StringComparison.Ordinal), await _user.Client.StreamAsync(job, $"?event_delivery=polling&after={after}"));
        using var byHeader = await SseAsync(job, $"{after}");
        Assert.Equal(numbered, await byHeader.Content.ReadAsStringAsync());
        using var byBoth = await SseAsync(job, "2", $"?after={after}");
        Assert.Equal(numbered, await byBoth.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("no number")]
    [InlineData("99999999999999999999")]
    public async Task Stream_AfterAnIdThatIsNone_BeginsAtTheBeginning(string id)
    {
        var job = await _user.Client.StartBuildAsync(_flow, Hi);

        using var answer = await SseAsync(job, id);

        Assert.StartsWith("id: 1\n", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_WithAfterThatIsNoNumber_IsRefused()
    {
        var job = await _user.Client.StartBuildAsync(_flow, Hi);

        var error = (await _user.Client.GetAsync($"/api/v1/build/{job}/events?after=x").ReadAsync(422)).GetProperty("detail")[0];

        Assert.Equal("int_parsing", error.Text("type"));
        Assert.Equal(["query", "after"], error.GetProperty("loc").Texts());
    }

    [Fact]
    public async Task Start_WithFlagThatIsNone_IsRefused()
    {
        var error = (await _user.Client.PostBuildAsync(_flow, Hi, "?log_builds=maybe").ReadAsync(422)).GetProperty("detail")[0];

        Assert.Equal(["query", "log_builds"], error.GetProperty("loc").Texts());
    }

    // Nobody has asked for this build by its job before, so what is known of it is not from before its end.
    [Fact]
    public async Task Stream_ComingBackAfterTheEnd_IsToldToStayAway()
    {
        using var direct = await _user.Client.PostBuildAsync(_flow, Hi, "?event_delivery=direct");
        var last = BuildSteps.Events(await direct.Content.ReadAsStringAsync()).Count;
        var job = (await server.JobsAsync(_flow)).Single().JobId.ToString();

        using var back = await SseAsync(job, $"{last}");
        using var before = await SseAsync(job, $"{last - 1}");

        Assert.Equal(204, (int)back.StatusCode);
        Assert.Equal(200, (int)before.StatusCode);
        Assert.Equal($$$"""id: {{{last}}}{{{'\n'}}}data: {"event":"end","data":{}}{{{"\n\n"}}}""", await before.Content.ReadAsStringAsync());
        Assert.Equal("", await _user.Client.StreamAsync(job, $"?after={last}"));
    }

    [Fact]
    public async Task Stream_OfReaderThatIsAhead_HarmsNoOther()
    {
        var gate = new FakeOpenAI.FakeGate();
        server.Model.Replies.Enqueue(FakeOpenAI.FakeReply.Slow(gate, "one ", "two"));
        var job = await _user.Client.StartBuildAsync(_flow, BuildSteps.BodyOf(BuildSteps.StreamingModel()));
        gate.Release();
        using var ahead = await OpenAsync(job, "?after=1000000");
        using var all = await OpenAsync(job, "");
        using var lines = new StreamReader(await all.Content.ReadAsStreamAsync());

        var events = await lines.ReadUntilAsync(each => each.Kind() == "token");
        gate.Open();
        events.AddRange(await lines.ReadUntilAsync(each => each.Kind() == "end"));

        Assert.Equal("", (await lines.ReadToEndAsync()).Trim());
        Assert.Equal((await _user.Client.StreamAsync(job)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Length, events.Count);
        Assert.Equal("end", BuildSteps.Events(await ahead.Content.ReadAsStringAsync()).Last().Kind());
    }

    [Fact]
    public async Task Stream_OfSeveralReadersWhileItRuns_IsTheSameForAll()
    {
        var gate = new FakeOpenAI.FakeGate();
        server.Model.Replies.Enqueue(FakeOpenAI.FakeReply.Slow(gate, "one ", "two ", "three"));
        var job = await _user.Client.StartBuildAsync(_flow, BuildSteps.BodyOf(BuildSteps.StreamingModel()));
        using var first = await OpenAsync(job, "");
        using var lines = new StreamReader(await first.Content.ReadAsStreamAsync());
        gate.Release();
        var seen = await lines.ReadUntilAsync(each => each.Kind() == "token");
        using var late = await OpenAsync(job, "");
        gate.Open();

        seen.AddRange(await lines.ReadUntilAsync(each => each.Kind() == "end"));

        var whole = await _user.Client.StreamAsync(job);
        Assert.Equal(whole, await late.Content.ReadAsStringAsync());
        Assert.Equal(BuildSteps.Events(whole).Select(each => each.GetRawText()), seen.Select(each => each.GetRawText()));
    }

    [Fact]
    public async Task Poll_WhileNothingHappens_WaitsForTheNextEvent()
    {
        var gate = new FakeOpenAI.FakeGate();
        server.Model.Replies.Enqueue(FakeOpenAI.FakeReply.Slow(gate, "one"));
        var job = await _user.Client.StartBuildAsync(_flow, BuildSteps.BodyOf(BuildSteps.StreamingModel()));
        var events = new List<JsonElement>();
        while (!events.Summary().Contains("end_vertex Prompt-pMa02"))
        {
            events.AddRange(BuildSteps.Events(await _user.Client.StreamAsync(job, "?event_delivery=polling")));
        }

        var waiting = _user.Client.StreamAsync(job, "?event_delivery=polling");
        Assert.False(waiting.IsCompleted);
        gate.Open();
        events.AddRange(BuildSteps.Events(await waiting));
        while (events[^1].Kind() != "end")
        {
            events.AddRange(BuildSteps.Events(await _user.Client.StreamAsync(job, "?event_delivery=polling")));
        }

        Assert.Equal(BuildSteps.Events(await _user.Client.StreamAsync(job)).Select(each => each.GetRawText()), events.Select(each => each.GetRawText()));
    }

    [Fact]
    public async Task Streaming_ReaderLeaves_BuildGoesOn()
    {
        var gate = new FakeOpenAI.FakeGate();
        var aborted = server.Model.AbortedCount;
        server.Model.Replies.Enqueue(FakeOpenAI.FakeReply.Slow(gate, "one ", "two"));
        var job = await _user.Client.StartBuildAsync(_flow, BuildSteps.BodyOf(BuildSteps.StreamingModel()));
        gate.Release();
        using (var answer = await OpenAsync(job, ""))
        {
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
            await lines.ReadUntilAsync(each => each.Kind() == "token");
        }

        gate.Open();

        var events = BuildSteps.Events(await _user.Client.StreamAsync(job));
        Assert.Equal("end_vertex ChatOutput-pMa04", events.Summary().ElementAt(events.Count - 2));
        Assert.Equal(aborted, server.Model.AbortedCount);
        Assert.Equal("Succeeded", (await server.JobsAsync(_flow)).Single().State.ToString());
    }

    [Fact]
    public async Task Direct_ReaderLeaves_BuildStops()
    {
        var gate = new FakeOpenAI.FakeGate();
        var aborted = (int)server.Model.AbortedCount;
        server.Model.Replies.Enqueue(FakeOpenAI.FakeReply.Slow(gate, "one ", "two"));
        gate.Release();
        using (var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/build/{_flow}/flow?event_delivery=direct")
        {
            Content = new StringContent(BuildSteps.BodyOf(BuildSteps.StreamingModel())),
        })
        {
            using var answer = await _user.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
            await lines.ReadUntilAsync(each => each.Kind() == "token");
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await server.Model.WaitForAbortAsync(aborted + 1, limit.Token);
        gate.Open();

        var job = (await server.JobsAsync(_flow)).Single().JobId.ToString();
        var events = BuildSteps.Events(await _user.Client.StreamAsync(job));
        Assert.Equal("end", events[^1].Kind());
        Assert.DoesNotContain($"end_vertex {BuildSteps.Model}", events.Summary());
        Assert.Equal("Cancelled", (await server.JobsAsync(_flow)).Single().State.ToString());
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private Task<HttpResponseMessage> OpenAsync(string job, string query) =>
        _user.Client.GetAsync($"/api/v1/build/{job}/events{query}", HttpCompletionOption.ResponseHeadersRead);

    private async Task<HttpResponseMessage> SseAsync(string job, string? last = null, string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/build/{job}/events{query}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (last is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", last);
        }

        return await _user.Client.SendAsync(request);
    }
}
