using System.Text;
using System.Text.Json;
using SkillFlaw.FakeOpenAI;

namespace SkillFlaw.WebApi.Runs;

/// <summary>Streamed runs (semantics section 2.7).</summary>
[Collection(nameof(SharedServer))]
public sealed class RunStreamTests(WebServer server) : IAsyncLifetime
{
    private const string Key = """{"LanguageModelComponent-pMa03":{"api_key":{"value":"sk-test","load_from_db":false}}}""";

    private TestUser _user = null!;

    public async Task InitializeAsync() => _user = await server.NewUserAsync();

    [Fact]
    public async Task Stream_OfChat_IsEventsOnLinesOfTheirOwn()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        using var answer = await SendAsync(flow, """{"input_value":"a\nb\u2028c","session_id":"s1"}""");
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("text/event-stream; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("no", answer.Headers.GetValues("X-Accel-Buffering").Single());
        Assert.Equal("no-transform, no-cache", answer.Headers.CacheControl!.ToString().Replace("no-cache, no-transform", "no-transform, no-cache", StringComparison.Ordinal));
        Assert.EndsWith("\n\n", text, StringComparison.Ordinal);
        var events = Events(text);
        Assert.Equal(["add_message", "add_message", "end"], events.Select(each => each.Text("event")));
        Assert.Equal(["User", "Machine"], events.Take(2).Select(each => each.GetProperty("data").Text("sender")));
        Assert.All(events.Take(2), each => Assert.Equal("a\nb\u2028c", each.GetProperty("data").Text("text")));
    }

    [Fact]
    public async Task Stream_OfChat_ShowsMessagesWithAllTheirFields()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        using var answer = await SendAsync(flow, """{"input_value":"hi"}""");
        var shown = Events(await answer.Content.ReadAsStringAsync())[0].GetProperty("data");

        Assert.Equal(
            [
                "category", "content_blocks", "context_id", "data", "default_value", "duration", "edit", "error", "files", "flow_id", "id",
                "properties", "sender", "sender_name", "session_id", "text", "text_key", "timestamp",
            ],
            shown.EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal));
        Assert.Equal(flow.ToString(), shown.Text("flow_id"));
        Assert.Equal(flow.ToString(), shown.Text("session_id"));
        Assert.Equal((await server.MessagesAsync(flow))[0].MessageId.ToString(), shown.Text("id"));
    }

    [Fact]
    public async Task Stream_AtItsEnd_HasTheAnswerOfAPlainRun()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");
        var plain = await _user.Client.SendAsync(HttpMethod.Post, $"/api/v1/run/{flow}", """{"input_value":"hi"}""").ReadAsync(200);

        using var answer = await SendAsync(flow, """{"input_value":"hi"}""");
        var result = Events(await answer.Content.ReadAsStringAsync())[^1].GetProperty("data").GetProperty("result");

        Assert.Equal(Names(plain), Names(result));
        Assert.Equal(Text(plain), Text(result));
    }

    [Fact]
    public async Task Stream_OfModel_ShowsTokensWhileTheModelStillWrites()
    {
        var flow = await server.SaveFlowAsync(_user, "prompt-model-1.8");
        var gate = new FakeGate();
        server.Model.Replies.Enqueue(FakeReply.Slow(gate, "Plant ", "a ", "tree."));
        gate.Release();

        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/run/{flow}?stream=true")
        {
            Content = new StringContent($$"""{"input_value":"What now?","tweaks":{{Key}}}""", Encoding.UTF8, "application/json"),
        };
        using var answer = await _user.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var events = new List<JsonElement>();
        while (events.Count == 0 || events[^1].Text("event") != "token")
        {
            events.Add(await ReadAsync(lines));
        }

        // The model has sent one of its three pieces and waits.
        Assert.Equal("Plant ", events[^1].GetProperty("data").Text("chunk"));
        var id = events[^1].GetProperty("data").Text("id");
        Assert.Equal((id, "partial"), events.Where(each => each.Text("event") == "add_message").Select(each => each.GetProperty("data"))
            .Select(data => (data.Text("id"), data.GetProperty("properties").Text("state"))).Last());
        gate.Open();
        while (events[^1].Text("event") != "end")
        {
            events.Add(await ReadAsync(lines));
        }

        Assert.Equal("Plant a tree.", string.Concat(events.Where(each => each.Text("event") == "token").Select(each => each.GetProperty("data").Text("chunk"))));
        var last = events.Last(each => each.Text("event") == "add_message").GetProperty("data");
        Assert.Equal((id, "complete", "Plant a tree."), (last.Text("id"), last.GetProperty("properties").Text("state"), last.Text("text")));
        Assert.Equal("Plant a tree.", Text(events[^1].GetProperty("data").GetProperty("result")));
        Assert.Equal(["What now?", "Plant a tree."], (await server.MessagesAsync(flow)).Select(message => message.Text));
    }

    [Fact]
    public async Task Stream_WhoseCallerLeaves_IsGivenUpWithItsModelCall()
    {
        var flow = await server.SaveFlowAsync(_user, "prompt-model-1.8");
        var gate = new FakeGate();
        var aborted = (int)server.Model.AbortedCount;
        server.Model.Replies.Enqueue(FakeReply.Slow(gate, "Plant ", "a ", "tree."));
        gate.Release();
        using (var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/run/{flow}?stream=true")
        {
            Content = new StringContent($$"""{"input_value":"What now?","tweaks":{{Key}}}""", Encoding.UTF8, "application/json"),
        })
        {
            using var answer = await _user.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
            while ((await ReadAsync(lines)).Text("event") != "token")
            {
            }
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await server.Model.WaitForAbortAsync(aborted + 1, limit.Token);
        gate.Open();
        Assert.DoesNotContain("Plant a tree.", (await server.MessagesAsync(flow)).Select(message => message.Text));
    }

    [Fact]
    public async Task Stream_OfFailingComponent_ShowsTheErrorMessageAndEndsWithAnError()
    {
        var flow = await server.SaveFlowAsync(_user, "prompt-model-1.8");

        using var answer = await SendAsync(flow, """{"input_value":"hi","session_id":"s1"}""");
        var events = Events(await answer.Content.ReadAsStringAsync());

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal(["add_message", "error", "error"], events.Select(each => each.Text("event")));
        var shown = events[1].GetProperty("data");
        Assert.Equal("error", shown.Text("category"));
        Assert.Equal("red", shown.GetProperty("properties").Text("text_color"));
        Assert.Equal("OPENAI_API_KEY variable not found.\n", shown.Text("text"));
        Assert.Contains("OPENAI_API_KEY variable not found.", events[2].GetProperty("data").Text("error"), StringComparison.Ordinal);
        Assert.Equal(["message", "error"], (await server.MessagesAsync(flow)).Select(message => message.Category));
    }

    [Fact]
    public async Task Stream_WithInputAndTweakOfIt_IsAnError()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        using var answer = await SendAsync(flow, """{"input_value":"hi","tweaks":{"ChatInput-eCh01":{"input_value":"x"}}}""");

        var error = Assert.Single(Events(await answer.Content.ReadAsStringAsync()));
        Assert.Equal("error", error.Text("event"));
        Assert.Equal(
            "If you pass an input_value to the chat input, you cannot pass a tweak with the same name.", error.GetProperty("data").Text("error"));
    }

    [Theory]
    [InlineData("""{"input_request":5}""", 422)]
    [InlineData("""nope""", 422)]
    public async Task Stream_WithWrongBody_HasItsStatus(string body, int status)
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        using var answer = await SendAsync(flow, body);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static async Task<JsonElement> ReadAsync(StreamReader lines)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var line = await lines.ReadLineAsync(limit.Token);
        Assert.Equal("", await lines.ReadLineAsync(limit.Token));
        return JsonElement.Parse(line!);
    }

    private static List<JsonElement> Events(string text) =>
        [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];

    private static string? Text(JsonElement answer) =>
        answer.GetProperty("outputs")[0].GetProperty("outputs")[0].GetProperty("results").GetProperty("message").Text("text");

    private static string Names(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', element.EnumerateObject().Select(field => field.Name + Names(field.Value))) + "}",
        JsonValueKind.Array => "[" + string.Join(',', element.EnumerateArray().Select(Names)) + "]",
        _ => "",
    };

    private Task<HttpResponseMessage> SendAsync(Guid flow, string body) =>
        _user.Client.SendAsync(HttpMethod.Post, $"/api/v1/run/{flow}?stream=true", body);
}
