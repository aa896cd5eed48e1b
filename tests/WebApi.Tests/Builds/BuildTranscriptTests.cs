using System.Globalization;
using System.Text.Json;

namespace SkillFlaw.WebApi.Builds;

/// <summary>The transcripts of the specification, event by event (semantics sections 4.3 to 4.7 and 11).</summary>
[Collection(nameof(SharedServer))]
public sealed class BuildTranscriptTests(WebServer server) : IAsyncLifetime
{
    private const string Input = "ChatInput-eCh01";
    private const string Output = "ChatOutput-eCh02";

    private static readonly string[] _chat =
    [
        "vertices_sorted", "add_message User", $"end_vertex {Input}", "add_message Machine", $"end_vertex {Output}", "end",
    ];

    private static readonly string[] _emptyOfFailure = ["results", "logs", "message", "artifacts"];

    private TestUser _user = null!;

    public async Task InitializeAsync() => _user = await server.NewUserAsync();

    [Fact]
    public async Task Events_OfChatStreamed_AreThoseOfTheTranscript()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");
        var job = await _user.Client.StartBuildAsync(
            flow, """{"inputs":{"input_value":"hi","session":"s1","client_request_time":1768894976000}}""", "?event_delivery=streaming");

        using var answer = await _user.Client.GetAsync($"/api/v1/build/{job}/events?event_delivery=streaming");
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("no", answer.Headers.GetValues("X-Accel-Buffering").Single());
        Assert.True(answer.Headers.CacheControl is { NoCache: true, NoTransform: true });
        var lines = text.Split("\n\n");
        Assert.Equal("", lines[^1]);
        Assert.All(lines[..^1], line => Assert.StartsWith("{\"event\":", line, StringComparison.Ordinal));
        Assert.All(lines[..^1], line => Assert.DoesNotContain('\n', line));
        var events = BuildSteps.Events(text);
        Assert.Equal(lines.Length - 1, events.Count);
        Assert.Equal(_chat, events.Summary());
        Assert.All(events, each => Assert.Equal(["event", "data"], each.FieldNames()));
        Assert.Equal($$$"""{"event":"vertices_sorted","data":{"ids":["{{{Input}}}"],"to_run":["{{{Input}}}","{{{Output}}}"]}}""", lines[0]);
        Assert.Equal("""{"event":"end","data":{}}""", lines[^2]);
    }

    [Fact]
    public async Task Messages_OfChat_AreTheStoredOnes()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        var events = await _user.Client.BuildAsync(flow, """{"inputs":{"input_value":"a\u2028b \"ü\"","session":"s1"}}""");

        var shown = events.Where(each => each.Kind() == "add_message").Select(each => each.Data()).ToList();
        var stored = await server.MessagesAsync(flow);
        Assert.Equal(stored.Select(message => message.MessageId.ToString()), shown.Select(data => data.Text("id")));
        Assert.All(shown, data => Assert.Equal(("s1", flow.ToString(), "a\u2028b \"ü\""), (data.Text("session_id"), data.Text("flow_id"), data.Text("text"))));
        Assert.All(shown, data => Assert.Equal("complete", data.GetProperty("properties").Text("state")));
        Assert.Equal(
            [
                "category", "content_blocks", "context_id", "data", "default_value", "duration", "edit", "error", "files", "flow_id", "id",
                "properties", "sender", "sender_name", "session_id", "text", "text_key", "timestamp",
            ],
            shown[0].FieldNames().Order(StringComparer.Ordinal));
        Assert.Equal(Input, shown[1].GetProperty("properties").GetProperty("source").Text("id"));
    }

    [Fact]
    public async Task Ends_OfVertices_HaveTheirFieldsInOrder()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        var events = await _user.Client.BuildAsync(flow, """{"inputs":{"input_value":"hi","session":"s1"}}""");

        foreach (var built in events.Where(each => each.Kind() == "end_vertex").Select(each => each.BuildData()))
        {
            Assert.Equal(
                ["id", "inactivated_vertices", "next_vertices_ids", "top_level_vertices", "valid", "params", "data", "timestamp"], built.FieldNames());
            Assert.Equal(
                ["results", "outputs", "logs", "message", "artifacts", "timedelta", "duration", "used_frozen_result"],
                built.GetProperty("data").FieldNames());
            Assert.True(built.GetProperty("valid").GetBoolean());
            Assert.Equal(JsonValueKind.Number, built.GetProperty("data").GetProperty("timedelta").ValueKind);
            Assert.EndsWith(" ms", built.GetProperty("data").Text("duration"), StringComparison.Ordinal);
            Assert.True(DateTime.TryParseExact(
                built.Text("timestamp"), "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
        }

        var input = events.EndOf(Input);
        Assert.Equal([Output], input.GetProperty("next_vertices_ids").Texts());
        Assert.Equal([Output], input.GetProperty("top_level_vertices").Texts());
        var output = events.EndOf(Output);
        Assert.Empty(output.GetProperty("next_vertices_ids").EnumerateArray());
        var data = output.GetProperty("data");
        Assert.Equal("""{"message":{"message":"hi","type":"text"}}""", data.GetProperty("outputs").GetRawText());
        Assert.Equal("""{"message":[]}""", data.GetProperty("logs").GetRawText());
        Assert.Equal("""{"message":"hi","sender":"Machine","sender_name":"AI","files":[],"type":"object"}""", data.GetProperty("artifacts").GetRawText());
        Assert.Equal(data.GetProperty("artifacts").GetRawText(), data.GetProperty("message").GetRawText());
        Assert.Equal("hi", data.GetProperty("results").GetProperty("message").Text("text"));
    }

    [Fact]
    public async Task Events_OfChatPolled_AreTheSameInPages()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");
        var job = await _user.Client.StartBuildAsync(flow, """{"inputs":{"input_value":"hi","session":"s1"}}""");
        var polled = "";

        while (!polled.Contains("""{"event":"end",""", StringComparison.Ordinal))
        {
            using var answer = await _user.Client.GetAsync($"/api/v1/build/{job}/events?event_delivery=polling");
            var page = await answer.Content.ReadAsStringAsync();
            Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType!.ToString());
            Assert.Equal("no", answer.Headers.GetValues("X-Accel-Buffering").Single());
            Assert.True(answer.Headers.CacheControl is { NoCache: true, NoTransform: true });
            polled += polled.Length > 0 && page.Length > 0 ? "\n" + page : page;
        }

        // Each event ends with two line breaks, and one more is between two of them.
        var streamed = await _user.Client.StreamAsync(job);
        Assert.Equal(streamed.Replace("}\n\n{", "}\n\n\n{", StringComparison.Ordinal), polled);
        Assert.Equal(_chat, BuildSteps.Events(polled).Summary());
        for (var again = 0; again < 3; again++)
        {
            Assert.Equal("{\"event\":\"end\",\"data\":{}}\n\n", await _user.Client.StreamAsync(job, "?event_delivery=polling"));
        }
    }

    [Fact]
    public async Task Events_OfStreamingModel_ShowItsTokensAndOneMessage()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");
        server.Model.Replies.Enqueue(FakeOpenAI.FakeReply.Chunks("Plant ", "a ", "tree."));

        var events = await _user.Client.BuildAsync(flow, BuildSteps.BodyOf(BuildSteps.StreamingModel(), "What now?", "s1"));

        // The prompt needs nothing and runs when the model asks for it.
        Assert.Equal(
            [
                "vertices_sorted", "add_message User", "end_vertex ChatInput-pMa01", "end_vertex Prompt-pMa02", "add_message Machine", "token", "token", "token",
                $"end_vertex {BuildSteps.Model}", "add_message Machine", "end_vertex ChatOutput-pMa04", "end",
            ],
            events.Summary().Where(each => each != "log"));
        Assert.Equal(["ChatInput-pMa01"], events[0].Data().GetProperty("ids").Texts());
        var machine = events.Where(each => each.Kind() == "add_message").Skip(1).Select(each => each.Data()).ToList();
        var tokens = events.Where(each => each.Kind() == "token").Select(each => each.Data()).ToList();
        Assert.Equal(("", "partial"), (machine[0].Text("text"), machine[0].GetProperty("properties").Text("state")));
        Assert.All(machine.Skip(1), each => Assert.Equal(
            ("Plant a tree.", "complete", machine[0].Text("id")), (each.Text("text"), each.GetProperty("properties").Text("state"), each.Text("id"))));
        Assert.Equal(["Plant ", "a ", "tree."], tokens.Select(token => token.Text("chunk")));
        Assert.All(tokens, token => Assert.Equal(["chunk", "id"], token.FieldNames()));
        Assert.All(tokens, token => Assert.Equal(machine[0].Text("id"), token.Text("id")));
        Assert.Equal("Plant a tree.", events.EndOf(BuildSteps.Model).GetProperty("data").GetProperty("outputs").GetProperty("text_output").Text("message"));
        Assert.Equal(["What now?", "Plant a tree."], (await server.MessagesAsync(flow)).Select(message => message.Text));
    }

    [Fact]
    public async Task Events_OfFailingModel_SayWhyAndEnd()
    {
        var flow = await server.SaveFlowAsync(_user, "prompt-model-1.8");

        var events = await _user.Client.BuildAsync(flow, """{"inputs":{"input_value":"hi","session":"s1"}}""");

        Assert.Equal(
            ["vertices_sorted", "add_message User", "end_vertex ChatInput-pMa01", "end_vertex Prompt-pMa02", "error", $"end_vertex {BuildSteps.Model}", "end"],
            events.Summary());
        var error = events[4].Data();
        Assert.Equal(("error", "OPENAI_API_KEY variable not found.\n"), (error.Text("category"), error.Text("text")));
        Assert.Equal("red", error.GetProperty("properties").Text("text_color"));
        Assert.Equal((await server.MessagesAsync(flow))[^1].MessageId.ToString(), error.Text("id"));
        var built = events.EndOf(BuildSteps.Model);
        const string Reason = "Error building Component Language Model: \n\nOPENAI_API_KEY variable not found.";
        Assert.False(built.GetProperty("valid").GetBoolean());
        Assert.Equal(Reason, built.Text("params"));
        Assert.Empty(built.GetProperty("next_vertices_ids").EnumerateArray());
        var data = built.GetProperty("data");
        Assert.Equal(["text_output"], data.GetProperty("outputs").FieldNames());
        Assert.Equal("error", data.GetProperty("outputs").GetProperty("text_output").Text("type"));
        Assert.Equal(Reason, data.GetProperty("outputs").GetProperty("text_output").GetProperty("message").Text("errorMessage"));
        Assert.All(_emptyOfFailure, name => Assert.Equal("{}", data.GetProperty(name).GetRawText()));
    }

    [Fact]
    public async Task Events_OfFailingBranch_GoOnInTheOther()
    {
        var flow = await server.SaveFlowAsync(_user, "unknown-components");

        var events = await _user.Client.BuildAsync(flow, """{"inputs":{"input_value":"hi"}}""");

        Assert.Single(events, each => each.Kind() == "error");
        Assert.False(events.EndOf("MoonPhase-uNk03").GetProperty("valid").GetBoolean());
        Assert.True(events.EndOf("ChatOutput-uNk02").GetProperty("valid").GetBoolean());
        Assert.DoesNotContain("end_vertex ChatOutput-uNk04", events.Summary());
        Assert.Single(events, each => each.Kind() == "end");
        Assert.Equal("end", events[^1].Kind());
        Assert.Equal("Failed", (await server.JobsAsync(flow)).Single().State.ToString());
    }

    [Fact]
    public async Task Events_OfTwoChatInputs_AreOneErrorAndTheEnd()
    {
        var flow = await server.SaveFlowAsync(_user, "two-chat-inputs");

        var events = await _user.Client.BuildAsync(flow, """{"inputs":{"input_value":"hi"}}""");

        Assert.Equal(["error", "end"], events.Summary());
        Assert.Contains("Only one chat input is allowed in the graph", events[0].Data().Text("text"), StringComparison.Ordinal);
        Assert.Equal(
            [
                "session_id", "context_id", "sender", "sender_name", "text", "properties", "category", "error", "content_blocks", "flow_id", "files", "timestamp",
            ],
            events[0].Data().FieldNames());
        Assert.Equal((flow.ToString(), "error"), (events[0].Data().Text("flow_id"), events[0].Data().Text("category")));
        Assert.EndsWith(" UTC", events[0].Data().Text("timestamp"), StringComparison.Ordinal);
        Assert.Empty(await server.MessagesAsync(flow));
    }

    [Fact]
    public async Task Events_OfRouter_SayWhichBranchIsOff()
    {
        var flow = await server.SaveFlowAsync(_user, "if-else");

        var events = await _user.Client.BuildAsync(flow, """{"inputs":{"input_value":"water, please"}}""");

        var router = events.EndOf("ConditionalRouter-iEl02");
        Assert.Equal(["ChatOutput-iEl04"], router.GetProperty("inactivated_vertices").Texts());
        Assert.Equal(["ChatOutput-iEl03"], router.GetProperty("next_vertices_ids").Texts());
        Assert.DoesNotContain("end_vertex ChatOutput-iEl04", events.Summary());
        Assert.Empty(events.EndOf("ChatOutput-iEl03").GetProperty("inactivated_vertices").EnumerateArray());
    }

    [Fact]
    public async Task Events_OfGroup_NameItBesideItsMembers()
    {
        var flow = await server.SaveFlowAsync(_user, "group");

        var events = await _user.Client.BuildAsync(flow, """{"inputs":{"input_value":"hi"}}""");

        var toRun = events[0].Data().GetProperty("to_run").Texts();
        Assert.Contains("GroupNode-gRp02", toRun);
        Assert.Equal(toRun.Length, toRun.Distinct().Count());
        var ended = events.Where(each => each.Kind() == "end_vertex").Select(each => each.BuildData()).ToList();
        Assert.DoesNotContain("GroupNode-gRp02", ended.Select(built => built.Text("id")));
        Assert.Contains(ended, built => built.GetProperty("top_level_vertices").Texts().Contains("GroupNode-gRp02")
            && !built.GetProperty("next_vertices_ids").Texts().Contains("GroupNode-gRp02"));
    }

    [Fact]
    public async Task Events_OfLoop_HaveAnEndForEachPass()
    {
        var flow = await server.SaveFlowAsync(_user, "loop-join");

        var events = await _user.Client.BuildAsync(flow, """{"inputs":{"input_value":"one\ntwo\nthree"}}""");

        var ends = events.Where(each => each.Kind() == "end_vertex").Select(each => each.BuildData().Text("id")!).GroupBy(id => id).ToDictionary(id => id.Key, id => id.Count());
        Assert.Equal(3, ends["CombineText-lJo08"]);
        Assert.Equal(4, ends["LoopComponent-lJo03"]);
        Assert.Equal(1, ends["ChatOutput-lJo11"]);
        Assert.Equal("end", events[^1].Kind());
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
