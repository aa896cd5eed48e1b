using System.Text.Json;
using SkillFlaw.FakeOpenAI;

namespace SkillFlaw.WebApi.Runs;

/// <summary>Runs that fail, and who may run what (semantics sections 2.1, 2.4, 2.5, 2.8 and 2.9).</summary>
[Collection(nameof(SharedServer))]
public sealed class RunFailureTests(WebServer server) : IAsyncLifetime
{
    private TestUser _user = null!;

    public async Task InitializeAsync() => _user = await server.NewUserAsync();

    [Fact]
    public async Task Run_WithVariableThatNobodyHas_IsNotFound()
    {
        var flow = await server.SaveFlowAsync(_user, "prompt-model-1.8");

        var detail = await RunAsync(flow, """{"input_value":"hi"}""").ReadErrorAsync(404);

        Assert.Equal("Error running graph: Error building Component Language Model: \n\nOPENAI_API_KEY variable not found.", detail);
    }

    [Theory]
    [InlineData("X-LANGFLOW-GLOBAL-VAR-openai_api_key")]
    [InlineData("x-skillflaw-global-var-OPENAI_API_KEY")]
    [InlineData("X-SKILLFLAW-GLOBAL-VAR-Openai_Api_Key")]
    public async Task Run_WithVariableInHeader_UsesIt(string header)
    {
        var flow = await server.SaveFlowAsync(_user, "prompt-model-1.8");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/run/{flow}") { Headers = { { header, "sk-of-the-request" } } };

        await _user.Client.SendAsync(request).ReadAsync(200);

        Assert.Contains(server.Model.Requests, each => each.Authorization == "Bearer " + "sk-of-the-request");
    }

    [Fact]
    public async Task Run_WithVariableInContext_UsesItUnlessTheHeadersHaveSome()
    {
        var flow = await server.SaveFlowAsync(_user, "prompt-model-1.8");
        const string Body = """{"input_value":"hi","context":{"request_variables":{"OPENAI_API_KEY":"sk-of-the-body"}}}""";

        await RunAsync(flow, Body).ReadAsync(200);
        Assert.Contains(server.Model.Requests, each => each.Authorization == "Bearer " + "sk-of-the-body");

        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/run/{flow}")
        {
            Headers = { { "X-SKILLFLAW-GLOBAL-VAR-OTHER", "x" } },
            Content = new StringContent(Body),
        };
        await _user.Client.SendAsync(request).ReadErrorAsync(404);
    }

    [Fact]
    public async Task Run_WhoseComponentFails_HasJsonInItsDetail()
    {
        var flow = await server.SaveFlowAsync(_user, "prompt-model-1.8");
        server.Model.Replies.Enqueue(FakeReply.Error(400, null, "this is refused"));

        var detail = await RunAsync(
            flow, """{"input_value":"hi","context":{"request_variables":{"OPENAI_API_KEY":"sk-x"}}}""").ReadErrorAsync(500);

        var content = JsonElement.Parse(detail!);
        Assert.Equal(["message", "traceback", "description", "code", "suggestion"], content.EnumerateObject().Select(field => field.Name));
        Assert.StartsWith("Error running graph: Error building Component Language Model: \n\n", content.Text("message"), StringComparison.Ordinal);
        Assert.Contains("this is refused", content.Text("message"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ChatInput-eCh01", "chat", "chat")]
    [InlineData("Chat Input", "chat", "chat")]
    [InlineData("TextInput-x", "text", "text")]
    [InlineData("Text Input", "text", "text")]
    public async Task Run_WithInputAndTweakOfIt_IsRefused(string key, string type, string named)
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        var detail = await RunAsync(
            flow, $$$"""{"input_value":"hi","input_type":"{{{type}}}","tweaks":{"{{{key}}}":{"input_value":"x"} } }""").ReadErrorAsync(400);

        Assert.Equal($"If you pass an input_value to the {named} input, you cannot pass a tweak with the same name.", detail);
    }

    [Theory]
    [InlineData("""{"tweaks":{"ChatInput-eCh01":{"input_value":"x"}}}""")]
    [InlineData("""{"input_value":"hi","tweaks":{"ChatInput-eCh01":{"input_value":null}}}""")]
    [InlineData("""{"input_value":"hi","input_type":"any","tweaks":{"ChatInput-eCh01":{"input_value":"x"}}}""")]
    public async Task Run_WithTweakThatDoesNotCompete_Runs(string body) =>
        await RunAsync(await server.SaveFlowAsync(_user, "chat-echo"), body).ReadAsync(200);

    [Theory]
    [InlineData("no-such-flow")]
    [InlineData("6f2a8f0e-33a5-4b3e-9f9a-57d2a8e35b4c")]
    public async Task Run_OfUnknownFlow_IsNotFound(string name) =>
        Assert.Equal(
            $"Flow identifier {name} not found",
            await _user.Client.SendAsync(HttpMethod.Post, $"/api/v1/run/{name}").ReadErrorAsync(404));

    [Theory]
    [InlineData("run")]
    [InlineData("run/advanced")]
    [InlineData("run/dev")]
    public async Task Run_OfFlowOfSomebodyElse_IsAnsweredLikeOneThatIsNotThere(string route)
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo", $"mine-{Guid.NewGuid():N}");
        var sameTenant = await server.NewUserAsync(_user.TenantId);
        var otherTenant = await server.NewUserAsync();

        foreach (var stranger in new[] { sameTenant, otherTenant })
        {
            var random = Guid.NewGuid();
            var ofRandom = await stranger.Client.SendAsync(HttpMethod.Post, $"/api/v1/{route}/{random}");
            var ofOther = await stranger.Client.SendAsync(HttpMethod.Post, $"/api/v1/{route}/{flow}");

            Assert.Equal(404, (int)ofOther.StatusCode);
            Assert.Equal(
                (await ofRandom.Content.ReadAsStringAsync()).Replace(random.ToString(), "", StringComparison.Ordinal),
                (await ofOther.Content.ReadAsStringAsync()).Replace(flow.ToString(), "", StringComparison.Ordinal));
        }

        Assert.Empty(await server.MessagesAsync(flow));
    }

    [Fact]
    public async Task Run_ByEndpointName_RunsTheCallersOwn()
    {
        var other = await server.NewUserAsync(_user.TenantId);
        var name = $"shared-name-{Guid.NewGuid():N}";
        var mine = await server.SaveFlowAsync(_user, "chat-echo", name);
        var theirs = await server.SaveFlowAsync(other, "chat-echo", name);

        Assert.Equal(mine.ToString(), (await _user.Client.SendAsync(HttpMethod.Post, $"/api/v1/run/{name}").ReadAsync(200)).Text("session_id"));
        Assert.Equal(theirs.ToString(), (await other.Client.SendAsync(HttpMethod.Post, $"/api/v1/run/{name}").ReadAsync(200)).Text("session_id"));
    }

    [Fact]
    public async Task Run_WithUserId_NarrowsTheNameToThatUser()
    {
        var name = $"mine-{Guid.NewGuid():N}";
        await server.SaveFlowAsync(_user, "chat-echo", name);

        await _user.Client.SendAsync(HttpMethod.Post, $"/api/v1/run/{name}?user_id={_user.Id}").ReadAsync(200);
        await _user.Client.SendAsync(HttpMethod.Post, $"/api/v1/run/{name}?user_id={_user.Id + 1_000_000}").ReadErrorAsync(404);
    }

    [Fact]
    public async Task Run_WithoutCredentials_IsForbiddenWhateverTheFlow()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");
        foreach (var id in new[] { flow, Guid.NewGuid() })
        {
            Assert.Equal(
                "An API key must be passed as query or header",
                await server.Nobody.SendAsync(HttpMethod.Post, $"/api/v1/run/{id}").ReadErrorAsync(403));
        }

        Assert.Equal(
            "Invalid or missing API key",
            await server.ClientOf("sk-nobody").SendAsync(HttpMethod.Post, $"/api/v1/run/{flow}").ReadErrorAsync(403));
    }

    [Fact]
    public async Task RunSession_UnlessSwitchedOn_IsNotAvailable()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        Assert.Equal(
            "This endpoint is not available",
            await _user.Client.SendAsync(HttpMethod.Post, $"/api/v1/run/session/{flow}").ReadErrorAsync(404));
    }

    [Theory]
    [InlineData("POST", "/api/v1/predict/x", "/process", "/run")]
    [InlineData("POST", "/api/v1/process/x", "/process", "/run")]
    [InlineData("GET", "/api/v1/task/x", "/task", "/run")]
    public async Task OldEndpoint_IsDeprecated(string method, string path, string named, string instead) =>
        Assert.Equal(
            $"The {named} endpoint is deprecated and will be removed in a future version. Please use {instead} instead.",
            await _user.Client.SendAsync(new HttpMethod(method), path).ReadErrorAsync(400));

    public Task DisposeAsync() => Task.CompletedTask;

    private Task<HttpResponseMessage> RunAsync(Guid flow, string body) =>
        _user.Client.SendAsync(HttpMethod.Post, $"/api/v1/run/{flow}", body);
}
