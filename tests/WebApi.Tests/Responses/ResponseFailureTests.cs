using System.Text;
using System.Text.Json.Nodes;
using SkillFlaw.FakeOpenAI;

namespace SkillFlaw.WebApi.Responses;

/// <summary>What is wrong with a request, a flow or a run, and who may respond with what (semantics section 3.3).</summary>
[Collection(nameof(SharedServer))]
public sealed class ResponseFailureTests(WebServer server) : IAsyncLifetime
{
    private TestUser _user = null!;

    public async Task InitializeAsync() => _user = await server.NewUserAsync();

    [Theory]
    [InlineData("[]")]
    [InlineData("""[{"type":"web_search"}]""")]
    public async Task Response_WithTools_IsAnErrorBeforeAnythingElse(string tools) =>
        await AssertAsync(
            """{"error":{"message":"Tools are not supported yet","type":"invalid_request_error","code":"tools_not_supported"}}""",
            "no-such-flow",
            $"\"tools\":{tools}");

    [Theory]
    [InlineData("no-such-flow")]
    [InlineData("")]
    [InlineData("5b0c9a52-8a0f-4f0e-9b83-1f6f0d1a2b3c")]
    public async Task Response_OfUnknownFlow_IsAnError(string model) =>
        await AssertAsync($$$"""{"error":{"message":"Flow with id '{{{model}}}' not found","type":"invalid_request_error","code":"flow_not_found"}}""", model);

    [Fact]
    public async Task Response_OfForeignFlow_IsThatOfAnUnknownOne()
    {
        var other = await server.NewUserAsync();
        var sameTenant = await server.NewUserAsync(_user.TenantId);
        foreach (var owner in (TestUser[])[other, sameTenant])
        {
            var name = $"theirs-{owner.Id}";
            var flow = await server.SaveFlowAsync(owner, "chat-echo", name);
            foreach (var model in (string[])[flow.ToString(), flow.ToString("N"), name])
            {
                await AssertAsync(
                    $$$"""{"error":{"message":"Flow with id '{{{model}}}' not found","type":"invalid_request_error","code":"flow_not_found"}}""", model);
            }

            Assert.Empty(await server.MessagesAsync(flow));
        }
    }

    [Fact]
    public async Task Response_OfFlowWithoutChat_SaysWhatIsMissing()
    {
        var onlyInput = ResponseSteps.Draw("chat-echo");
        onlyInput["nodes"]!.AsArray().RemoveAt(1);
        onlyInput["edges"] = new JsonArray();

        await AssertAsync(Lacks("ChatInput"), (await server.SaveFlowAsync(_user, "text-io")).ToString());
        await AssertAsync(Lacks("ChatOutput"), await _user.Client.SaveAsync(onlyInput));
    }

    [Fact]
    public async Task Response_OfFlowThatGetsAChat_IsThereAtOnce()
    {
        var onlyInput = ResponseSteps.Draw("chat-echo");
        onlyInput["nodes"]!.AsArray().RemoveAt(1);
        onlyInput["edges"] = new JsonArray();
        var flow = await _user.Client.SaveAsync(onlyInput);
        await AssertAsync(Lacks("ChatOutput"), flow);

        await _user.Client.SendAsync(HttpMethod.Patch, $"/api/v1/flows/{flow}", $$"""{"data":{{ResponseSteps.Draw("chat-echo").ToJsonString()}}}""").ReadAsync(200);

        Assert.Equal("hi", (await _user.Client.ResponseAsync(flow)).OutputText());
    }

    [Fact]
    public async Task Response_WhoseRunFails_SaysWhy()
    {
        var flow = await server.SaveFlowAsync(_user, "prompt-model-1.8");

        await AssertPlainAsync(
            """{"error":{"message":"Error running graph: Error building Component Language Model: \n\nOPENAI_API_KEY variable not found.","type":"processing_error"}}""",
            flow.ToString());
    }

    [Fact]
    public async Task Response_OfFlowThatCannotBeLoaded_SaysWhy()
    {
        var twice = ResponseSteps.Draw("chat-echo");
        twice["nodes"]!.AsArray().Add(twice["nodes"]![0]!.DeepClone());

        var answer = await _user.Client.RespondAsync(await _user.Client.SaveAsync(twice)).ReadAsync(200);

        Assert.Equal("Error while creating graph from payload: Two nodes have the id 'ChatInput-eCh01'.", answer.GetProperty("error").Text("message"));
        Assert.Equal("processing_error", answer.GetProperty("error").Text("type"));
    }

    [Theory]
    [InlineData("""{"input":"hi"}""", "missing", "model")]
    [InlineData("""{"model":"x"}""", "missing", "input")]
    [InlineData("""{"model":"x","input":null}""", "string_type", "input")]
    [InlineData("""{"model":"x","input":[{"role":"user","content":"hi"}]}""", "string_type", "input")]
    [InlineData("""{"model":"x","input":"hi","stream":"maybe"}""", "bool_parsing", "stream")]
    [InlineData("""{"model":"x","input":"hi","background":[]}""", "bool_type", "background")]
    [InlineData("""{"model":"x","input":"hi","tools":"none"}""", "list_type", "tools")]
    [InlineData("""{"model":"x","input":"hi","include":"all"}""", "list_type", "include")]
    [InlineData("""{"model":"x","input":"hi","previous_response_id":7}""", "string_type", "previous_response_id")]
    public async Task Response_WithWrongField_IsInvalid(string body, string type, string field)
    {
        var answer = await _user.Client.SendAsync(HttpMethod.Post, ResponseSteps.Path, body).ReadAsync(422);

        var error = Assert.Single(answer.GetProperty("detail").EnumerateArray());
        Assert.Equal(type, error.Text("type"));
        Assert.Equal(["body", field], error.GetProperty("loc").EnumerateArray().Select(part => part.GetString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nope")]
    [InlineData("[]")]
    public async Task Response_WithoutObject_IsInvalid(string body)
    {
        using var content = new StringContent(body);

        await _user.Client.PostAsync(ResponseSteps.Path, content).ReadAsync(422);
    }

    [Fact]
    public async Task Response_WithEndlessConversation_IsInvalid()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        var answer = await _user.Client.RespondAsync(flow, "hi", $"\"previous_response_id\":\"{new string('s', 1_001)}\"").ReadAsync(422);

        Assert.Equal("string_too_long", answer.GetProperty("detail")[0].Text("type"));
    }

    [Fact]
    public async Task Response_WhoseCallerLeaves_IsGivenUpWithItsModelCall()
    {
        var flow = await server.SaveFlowAsync(_user, "prompt-model-1.8");
        var question = $"{Guid.NewGuid():N}";
        var gate = new FakeGate();
        var aborted = (int)server.Model.AbortedCount;
        server.Model.Replies.Enqueue(FakeReply.Slow(gate, "done"));
        using var client = server.ClientOf(_user.ApiKey);
        client.DefaultRequestHeaders.Add("X-SKILLFLAW-GLOBAL-VAR-OPENAI_API_KEY", "sk-x");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var leaving = new CancellationTokenSource();
        using var body = new StringContent($$"""{"model":"{{flow}}","input":"{{question}}"}""", Encoding.UTF8, "application/json");
        var count = (int)server.Model.RequestCount;

        var waiting = client.PostAsync(ResponseSteps.Path, body, leaving.Token);
        await server.Model.WaitForRequestAsync(count + 1, limit.Token);

        // What was said is stored while the model thinks.
        while ((await server.MessagesAsync(flow)).Count == 0)
        {
            limit.Token.ThrowIfCancellationRequested();
        }

        await leaving.CancelAsync();

        await server.Model.WaitForAbortAsync(aborted + 1, limit.Token);
        gate.Open();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal([question], (await server.MessagesAsync(flow)).Select(message => message.Text));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static string Lacks(string component) =>
        $$$"""{"error":{"message":"Flow must have a {{{component}}} component to be compatible with OpenAI Responses API","type":"processing_error"}}""";

    // Also to who has asked for a stream; only OpenAI's libraries hear of it in an event.
    private async Task AssertAsync(string expected, string model, string fields = "")
    {
        await AssertPlainAsync(expected, model, fields);
        var streamed = fields.Length == 0 ? "\"stream\":true" : fields + ",\"stream\":true";
        await AssertPlainAsync(expected, model, streamed);

        using var request = ResponseSteps.StreamRequest(model, "hi");
        request.Content = new StringContent($$"""{"model":"{{model}}","input":"hi",{{streamed}}}""");
        request.Headers.Add("X-Stainless-Lang", "js");
        using var answer = await _user.Client.SendAsync(request);
        Assert.Equal((200, "text/event-stream; charset=utf-8"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.ToString()));
        Assert.Equal($"data: {expected}\n\ndata: [DONE]\n\n", await answer.Content.ReadAsStringAsync());
    }

    private async Task AssertPlainAsync(string expected, string model, string fields = "")
    {
        using var answer = await _user.Client.RespondAsync(model, "hi", fields);

        Assert.Equal((200, "application/json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.ToString()));
        Assert.Equal(expected, await answer.Content.ReadAsStringAsync());
    }
}
