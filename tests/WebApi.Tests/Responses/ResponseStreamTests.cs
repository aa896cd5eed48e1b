using System.Text.Json;
using SkillFlaw.FakeOpenAI;

namespace SkillFlaw.WebApi.Responses;

/// <summary>Streamed responses (semantics section 3.3).</summary>
[Collection(nameof(SharedServer))]
public sealed class ResponseStreamTests(WebServer server) : IAsyncLifetime
{
    private TestUser _user = null!;

    public async Task InitializeAsync()
    {
        _user = await server.NewUserAsync();
        _user.Client.DefaultRequestHeaders.Add("X-SKILLFLAW-GLOBAL-VAR-OPENAI_API_KEY", "sk-x");
    }

    [Fact]
    public async Task Stream_OfChat_IsByteForByte()
    {
        await server.SaveFlowAsync(_user, "chat-echo", "my-flow");

        using var answer = await _user.Client.RespondAsync("my-flow", "é\n\"b\"\u2028<c>", "\"stream\":true,\"previous_response_id\":\"7b8\"");
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal("text/event-stream; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("no-cache", answer.Headers.CacheControl?.ToString());
        Assert.Equal("keep-alive", answer.Headers.Connection.Single());
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("no", answer.Headers.GetValues("X-Accel-Buffering").Single());
        var created = ResponseSteps.Events(text)[0].Data.GetProperty("response").GetProperty("created_at").GetInt64();
        Assert.Equal(Expected(created, "é\\n\\n\\\"b\\\"\\u2028<c>"), text);
    }

    [Fact]
    public async Task Stream_OfModel_ShowsTokensWhileTheModelStillWrites()
    {
        var flow = await server.SaveFlowAsync(_user, "prompt-model-1.8");
        var gate = new FakeGate();
        server.Model.Replies.Enqueue(FakeReply.Slow(gate, "Plant ", "a\n", "tree."));
        gate.Release();

        using var request = ResponseSteps.StreamRequest(flow, "What now?");
        using var answer = await _user.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var events = new List<(string Name, JsonElement Data)>();
        while (events.Count == 0 || events[^1].Name != "response.output_text.delta")
        {
            events.Add(await ReadAsync(lines));
        }

        // The model has sent one of its three pieces and waits.
        Assert.Equal("Plant ", events.Deltas());
        events.Add(await ReadAsync(lines));
        Assert.Equal("Plant ", events.Chunks());
        gate.Open();
        while (events[^1].Data.ValueKind is JsonValueKind.Object)
        {
            events.Add(await ReadAsync(lines));
        }

        events.RemoveAt(events.Count - 1);
        Assert.Equal("Plant a\ntree.", events.Deltas());
        Assert.Equal("Plant a\ntree.", events.Chunks());
        Assert.Equal(3, events.Count(each => each.Name == "response.output_text.delta"));
        var completed = events.Single(each => each.Name == "response.completed").Data.GetProperty("response");
        Assert.Equal("Plant a\ntree.", completed.OutputText());
        Assert.Equal(completed.Text("id"), events[0].Data.GetProperty("response").Text("id"));
        Assert.All(await server.MessagesAsync(flow), message => Assert.Equal(completed.Text("id"), message.SessionId));
        Assert.Equal(
            Enumerable.Range(0, events.Count(each => each.Name.Length > 0)),
            events.Where(each => each.Name.Length > 0).Select(each => each.Data.GetProperty("sequence_number").GetInt32()));
    }

    [Fact]
    public async Task Stream_AfterAnother_GoesOnInItsConversation()
    {
        var flow = await server.SaveFlowAsync(_user, "memory-chat");
        var first = await _user.Client.ResponseAsync(flow, "one");

        var events = ResponseSteps.Events(await _user.Client.StreamAsync(flow, "two", $"\"previous_response_id\":\"{first.Text("id")}\""));

        Assert.Equal(first.Text("id"), events[0].Data.GetProperty("response").Text("id"));
        Assert.Contains("User: one", events.Deltas(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_WhoseRunFails_SaysWhyBeforeItsEnd()
    {
        var flow = await server.SaveFlowAsync(_user, "prompt-model-1.8");
        server.Model.Replies.Enqueue(FakeReply.Error(400, null, "this is refused"));

        var events = ResponseSteps.Events(await _user.Client.StreamAsync(flow));

        Assert.Equal(["response.created", "response.in_progress", "", "response.failed", "", ""], events.Select(each => each.Name));
        var error = events[4].Data.GetProperty("error");
        Assert.StartsWith("Error running graph: Error building Component Language Model: \n\n", error.Text("message"), StringComparison.Ordinal);
        Assert.Contains("this is refused", error.Text("message"), StringComparison.Ordinal);
        Assert.Equal("processing_error", error.Text("type"));
        Assert.False(error.TryGetProperty("code", out _));
        var failed = events[3].Data.GetProperty("response");
        Assert.Equal(("failed", error.Text("message")), (failed.Text("status"), failed.GetProperty("error").Text("message")));
        Assert.Equal("completed", events[5].Data.Text("status"));
        Assert.Empty(events[5].Data.GetProperty("delta").EnumerateObject());
    }

    [Fact]
    public async Task Stream_WhoseCallerLeaves_IsGivenUpWithItsModelCall()
    {
        var flow = await server.SaveFlowAsync(_user, "prompt-model-1.8");
        var gate = new FakeGate();
        var aborted = (int)server.Model.AbortedCount;
        server.Model.Replies.Enqueue(FakeReply.Slow(gate, "Plant ", "a ", "tree."));
        gate.Release();
        using (var request = ResponseSteps.StreamRequest(flow, "What now?"))
        {
            using var answer = await _user.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
            while ((await ReadAsync(lines)).Name != "response.output_text.delta")
            {
            }
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await server.Model.WaitForAbortAsync(aborted + 1, limit.Token);
        gate.Open();
        Assert.DoesNotContain("Plant a tree.", (await server.MessagesAsync(flow)).Select(message => message.Text));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Response_OfMessageWithSteps_HasItsTools(bool withResults)
    {
        var flow = await server.SaveFlowAsync(_user, "agent-steps");
        var include = withResults ? "\"include\":[\"tool_call.results\"]" : "";

        var plain = await _user.Client.ResponseAsync(flow, "weather?", include);
        var events = ResponseSteps.Events(await _user.Client.StreamAsync(flow, "weather?", include));

        Assert.Equal(
            withResults
                ? """{"id":"get_weather_1","queries":["Rome",2],"status":"completed","tool_name":"get_weather","type":"tool_call","results":{"sky":"blue"}}"""
                : """{"id":"fc_1","type":"function_call","status":"completed","name":"get_weather","arguments":"{\"city\": \"Rome\", \"days\": 2}"}""",
            plain.GetProperty("output")[0].GetRawText());
        Assert.Equal("It is sunny.", plain.OutputText());
        Assert.Equal(2, plain.GetProperty("output").GetArrayLength());
        Assert.Equal("It is sunny.", events.Deltas());
        var done = events.First(each => each.Name == "response.output_item.done").Data;
        Assert.Equal(withResults ? "get_weather_fc_1" : "fc_1", done.GetProperty("item").Text("id"));
        Assert.Equal(2, events.Count(each => each.Name == "response.output_item.done"));
        Assert.Equal(
            done.GetProperty("item").GetRawText(),
            events.Single(each => each.Name == "response.completed").Data.GetProperty("response").GetProperty("output")[0].GetRawText());
    }

    public Task DisposeAsync() => Task.CompletedTask;

    // An event with its empty line; the end of the stream has no data.
    private static async Task<(string Name, JsonElement Data)> ReadAsync(StreamReader lines)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var text = "";
        while (await lines.ReadLineAsync(limit.Token) is { Length: > 0 } line)
        {
            text += text.Length == 0 ? line : "\n" + line;
        }

        return text == "data: [DONE]" ? ("", default) : ResponseSteps.EventOf(text);
    }

    private static string Expected(long created, string text)
    {
        string Response(string status, string output) =>
            $$$"""{"id":"7b8","object":"response","created_at":{{{created}}},"status":"{{{status}}}","error":null,"incomplete_details":null,"instructions":null,"max_output_tokens":null,"model":"my-flow","output":[{{{output}}}],"parallel_tool_calls":true,"previous_response_id":"7b8","reasoning":{"effort":null,"summary":null},"store":true,"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","usage":null,"user":null,"metadata":{}}""";
        string Part(string of) => $$"""{"type":"output_text","text":"{{of}}","annotations":[]}""";
        string Item(string status, string content) =>
            $$"""{"type":"message","id":"msg_7b8","status":"{{status}}","role":"assistant","content":[{{content}}]}""";
        string Chunk(string delta, string status) =>
            $$"""{"id":"7b8","object":"response.chunk","created":{{created}},"model":"my-flow","delta":{{delta}},"status":{{status}},"type":"keepalive"}""";
        const string Place = "\"item_id\":\"msg_7b8\",\"output_index\":0,\"content_index\":0";
        string[] events =
        [
            $$$"""event: response.created#data: {"type":"response.created","response":{{{Response("in_progress", "")}}},"sequence_number":0}""",
            $$$"""event: response.in_progress#data: {"type":"response.in_progress","response":{{{Response("in_progress", "")}}},"sequence_number":1}""",
            $"data: {Chunk("""{"content":""}""", "null")}",
            $$$"""event: response.output_item.added#data: {"type":"response.output_item.added","output_index":0,"item":{{{Item("in_progress", "")}}},"sequence_number":2}""",
            $$$"""event: response.content_part.added#data: {"type":"response.content_part.added",{{{Place}}},"part":{{{Part("")}}},"sequence_number":3}""",
            $$$"""event: response.output_text.delta#data: {"type":"response.output_text.delta",{{{Place}}},"delta":"{{{text}}}","logprobs":[],"sequence_number":4}""",
            $"data: {Chunk($$$"""{"content":"{{{text}}}"}""", "null")}",
            $$$"""event: response.output_text.done#data: {"type":"response.output_text.done",{{{Place}}},"text":"{{{text}}}","logprobs":[],"sequence_number":5}""",
            $$$"""event: response.content_part.done#data: {"type":"response.content_part.done",{{{Place}}},"part":{{{Part(text)}}},"sequence_number":6}""",
            $$$"""event: response.output_item.done#data: {"type":"response.output_item.done","output_index":0,"item":{{{Item("completed", Part(text))}}},"sequence_number":7}""",
            $$$"""event: response.completed#data: {"type":"response.completed","response":{{{Response("completed", Item("completed", Part(text)))}}},"sequence_number":8}""",
            $"data: {Chunk("{}", "\"completed\"")}",
            "data: [DONE]",
        ];
        return string.Concat(events.Select(each => each.Replace('#', '\n') + "\n\n"));
    }
}
