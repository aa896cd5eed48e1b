using System.Text.Json;
using SkillFlaw.FakeOpenAI;

namespace SkillFlaw.WebApi.Workflows;

/// <summary>Workflows that their caller waits for (semantics section 7.4).</summary>
[Collection(nameof(SharedServer))]
public sealed class WorkflowTests(WebServer server) : IAsyncLifetime
{
    private const string Hi = """
        "inputs":{"ChatInput-eCh01.input_value":"hi"}
        """;

    private TestUser _user = null!;

    public async Task InitializeAsync() => _user = await server.NewUserAsync();

    [Fact]
    public async Task Execute_OfChat_AnswersWithTheOutputsOfTheFlow()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        var answer = await _user.Client.ExecuteAsync(flow, Hi).ReadAsync(200);

        Assert.Equal(
            ["flow_id", "job_id", "object", "created_timestamp", "status", "errors", "inputs", "outputs", "metadata"],
            answer.EnumerateObject().Select(field => field.Name));
        Assert.Equal((flow.ToString(), "response", "completed"), (answer.Text("flow_id"), answer.Text("object"), answer.Text("status")));
        Assert.Equal("""{"ChatInput-eCh01.input_value":"hi"}""", answer.GetProperty("inputs").GetRawText());
        var output = Assert.Single(answer.GetProperty("outputs").EnumerateObject());
        Assert.Equal(
            $$$"""{"type":"message","component_id":"{{{output.Name}}}","status":"completed","content":"hi","metadata":{"component_type":"ChatOutput"}}""",
            output.Value.GetRawText());
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", answer.Text("created_timestamp"));
    }

    [Fact]
    public async Task Execute_ByEndpointName_FindsTheFlow()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo", "echo-by-name");

        var answer = await _user.Client.ExecuteAsync("echo-by-name", Hi).ReadAsync(200);

        Assert.Equal(flow.ToString(), answer.Text("flow_id"));
    }

    [Fact]
    public async Task Execute_ReadLater_GivesTheSameAnswer()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        var answer = await _user.Client.ExecuteAsync(flow, Hi).ReadAsync(200);

        var later = await _user.Client.StatusAsync(answer.Text("job_id")!).ReadAsync(200);
        Assert.Equal(answer.GetRawText(), later.GetRawText());
    }

    [Fact]
    public async Task Execute_WithSessionOfAComponent_TalksInThatSession()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        await _user.Client.ExecuteAsync(flow, """
            "inputs":{"ChatInput-eCh01.input_value":"in s7","ChatInput-eCh01.session_id":"s7"}
            """).ReadAsync(200);
        await _user.Client.ExecuteAsync(flow, Hi).ReadAsync(200);

        var said = (await server.MessagesAsync(flow)).Select(message => (message.SessionId, message.Text)).ToList();
        Assert.Equal([("s7", "in s7"), ("s7", "in s7"), (flow.ToString(), "hi"), (flow.ToString(), "hi")], said);
    }

    [Fact]
    public async Task Execute_WithKeysWithoutADot_TakesObjectsAndIgnoresTheRest()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        var answer = await _user.Client.ExecuteAsync(flow, """
            "inputs":{"input_value":"for nobody","ChatInput-eCh01":{"input_value":"by object"}}
            """).ReadAsync(200);

        Assert.Equal("by object", Assert.Single(answer.GetProperty("outputs").EnumerateObject()).Value.Text("content"));
    }

    [Fact]
    public async Task Execute_OfWebhookWithItsData_AnswersWithWhatRan()
    {
        var flow = await server.SaveFlowAsync(_user, "webhook");

        var answer = await _user.Client.ExecuteAsync(flow, """
            "inputs":{"Webhook-wEb01.data":"{\"who\":\"Ann\",\"what\":\"is here\"}"}
            """).ReadAsync(200);

        Assert.Equal("completed", answer.Text("status"));
        Assert.Equal("ChatOutput-wEb04", Assert.Single(answer.GetProperty("outputs").EnumerateObject()).Name);
        Assert.Equal("Ann: is here", answer.Content("ChatOutput-wEb04"));
    }

    [Theory]
    [InlineData("X-LANGFLOW-GLOBAL-VAR-OPENAI_API_KEY", "sk-header", "", "sk-header")]
    [InlineData("X-SKILLFLAW-GLOBAL-VAR-openai_api_key", "sk-header", "", "sk-header")]
    [InlineData("X-SKILLFLAW-GLOBAL-VAR-OTHER", "x", """, "globals":{"OPENAI_API_KEY":"sk-body"}""", "sk-body")]
    [InlineData("X-LANGFLOW-GLOBAL-VAR-OPENAI_API_KEY", "sk-header", """, "globals":{"OPENAI_API_KEY":"sk-body"}""", "sk-body")]
    public async Task Execute_WithVariables_UsesThemAndPrefersTheBody(string header, string value, string globals, string expected)
    {
        var flow = await server.SaveFlowAsync(_user, "prompt-model-1.8");
        var seen = server.Model.Requests.Count;
        using var request = new HttpRequestMessage(HttpMethod.Post, WorkflowSteps.Path)
        {
            Content = new StringContent($$"""{"flow_id":"{{flow}}"{{globals}}}""", System.Text.Encoding.UTF8, "application/json"),
            Headers = { { header, value } },
        };

        var answer = await _user.Client.SendAsync(request).ReadAsync(200);

        Assert.Equal("completed", answer.Text("status"));
        Assert.Equal($"Bearer {expected}", server.Model.Requests.Skip(seen).Last().Authorization);
    }

    [Fact]
    public async Task Execute_WhoseComponentFails_IsStill200AndReadAsFailedLater()
    {
        var flow = await server.SaveFlowAsync(_user, "prompt-model-1.8");

        var answer = await _user.Client.ExecuteAsync(flow).ReadAsync(200);

        Assert.Equal(("failed", "{}"), (answer.Text("status"), answer.GetProperty("outputs").GetRawText()));
        var error = Assert.Single(answer.GetProperty("errors").EnumerateArray());
        Assert.Equal("EXECUTION_ERROR", error.Text("code"));
        Assert.Contains("OPENAI_API_KEY variable not found.", error.Text("error"), StringComparison.Ordinal);
        Assert.Equal((flow.ToString(), "ComponentBuildError"), (error.GetProperty("details").Text("flow_id"), error.GetProperty("details").Text("error_type")));
        var later = await _user.Client.StatusAsync(answer.Text("job_id")!).FailAsync(500, "JOB_FAILED");
        Assert.Equal((error.Text("error"), answer.Text("job_id")), (later.Text("message"), later.Text("job_id")));
    }

    [Fact]
    public async Task Execute_OfFlowThatDoesNotLoad_IsRefused()
    {
        var flow = (await _user.Client.SendAsync(HttpMethod.Post, "/api/v1/flows/", """
            {"name":"broken","data":{"nodes":[{"id":"A","data":{"id":"A","type":"ChatInput"}}],"edges":[{"source":"A","target":"Missing","data":{}}]}}
            """).ReadAsync(201)).Text("id")!;

        await _user.Client.ExecuteAsync(flow).FailAsync(400, "INVALID_FLOW_DATA");
    }

    [Fact]
    public async Task Execute_OfFlowWithoutData_IsRefused()
    {
        var flow = (await _user.Client.SendAsync(HttpMethod.Post, "/api/v1/flows/", """{"name":"empty","data":null}""").ReadAsync(201)).Text("id")!;

        var detail = await _user.Client.ExecuteAsync(flow).FailAsync(400, "INVALID_FLOW_DATA");

        Assert.Equal(flow, detail.Text("flow_id"));
    }

    [Fact]
    public async Task Execute_OfFlowOfAnother_IsAnsweredLikeAnInventedId()
    {
        var theirs = await server.SaveFlowAsync(await server.NewUserAsync(), "chat-echo");
        var invented = Guid.NewGuid();

        var foreign = await _user.Client.ExecuteAsync(theirs).FailAsync(404, "FLOW_NOT_FOUND");
        var unknown = await _user.Client.ExecuteAsync(invented).FailAsync(404, "FLOW_NOT_FOUND");

        Assert.Equal(
            unknown.GetRawText().Replace($"{invented}", "", StringComparison.Ordinal), foreign.GetRawText().Replace($"{theirs}", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{}""", "flow_id")]
    [InlineData("""{"flow_id":"f","more":1}""", "more")]
    [InlineData("""{"flow_id":"f","background":true,"stream":true}""", "stream")]
    [InlineData("""{"flow_id":"f","inputs":[]}""", "inputs")]
    [InlineData("""{"flow_id":"f","globals":{"A":5}}""", "globals")]
    [InlineData("""{"flow_id":"f","globals":{"":"x"}}""", "globals")]
    public async Task Execute_WithWrongBody_Is422(string body, string field)
    {
        var answer = await _user.Client.SendAsync(HttpMethod.Post, WorkflowSteps.Path, body).ReadAsync(422);

        Assert.Equal(["body", field], answer.GetProperty("detail")[0].GetProperty("loc").EnumerateArray().Take(2).Select(part => part.GetString()));
    }

    [Theory]
    [InlineData(256, 65_536, 404)]
    [InlineData(257, 1, 422)]
    [InlineData(1, 65_537, 422)]
    public async Task Execute_WithLongVariables_IsRefusedBeyondTheLimit(int name, int value, int status)
    {
        var body = $$$"""{"flow_id":"nothing","globals":{"{{{new string('n', name)}}}":"{{{new string('v', value)}}}"}}""";

        using var answer = await _user.Client.SendAsync(HttpMethod.Post, WorkflowSteps.Path, body);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Execute_WithTooLongSession_Is422() =>
        await _user.Client.ExecuteAsync("f", $$"""
            "inputs":{"ChatInput-eCh01.session_id":"{{new string('s', 1_001)}}"}
            """).ReadAsync(422);

    [Fact]
    public async Task Stream_OfModel_ShowsTokensOutputsAndTheAnswer()
    {
        var flow = await server.SaveFlowAsync(_user, "prompt-model-1.8");
        server.Model.Replies.Enqueue(FakeReply.Chunks("Plant ", "a ", "tree."));

        using var answer = await _user.Client.ExecuteAsync(flow, $"\"stream\":true,{WorkflowSteps.Globals}");
        var events = Events(await answer.Content.ReadAsStringAsync());

        Assert.Equal("text/event-stream; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(["output", "end"], events.Select(each => each.Text("event")).TakeLast(2));
        Assert.Equal("Plant a tree.", string.Concat(events.Where(each => each.Text("event") == "token").Select(each => each.GetProperty("data").Text("chunk"))));
        Assert.Equal("Plant a tree.", events[^2].GetProperty("data").Text("content"));
        var result = events[^1].GetProperty("data").GetProperty("result");
        Assert.Equal("completed", result.Text("status"));
        Assert.Equal(result.GetRawText(), (await _user.Client.StatusAsync(result.Text("job_id")!).ReadAsync(200)).GetRawText());
    }

    [Fact]
    public async Task Stream_WhoseComponentFails_EndsWithAnError()
    {
        var flow = await server.SaveFlowAsync(_user, "prompt-model-1.8");

        using var answer = await _user.Client.ExecuteAsync(flow, "\"stream\":true");
        var events = Events(await answer.Content.ReadAsStringAsync());

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("error", events[^1].Text("event"));
        Assert.Contains("OPENAI_API_KEY variable not found.", events[^1].GetProperty("data").Text("error"), StringComparison.Ordinal);
        Assert.DoesNotContain("end", events.Select(each => each.Text("event")));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static List<JsonElement> Events(string text)
    {
        Assert.EndsWith("\n\n", text, StringComparison.Ordinal);
        return [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(each =>
        {
            Assert.StartsWith("data: ", each, StringComparison.Ordinal);
            return JsonElement.Parse(each["data: ".Length..]);
        })];
    }
}
