using System.Net.Http.Headers;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Responses;

/// <summary>Responses as they are answered at once (semantics section 3.3).</summary>
[Collection(nameof(SharedServer))]
public sealed class ResponseTests(WebServer server) : IAsyncLifetime
{
    private TestUser _user = null!;

    public async Task InitializeAsync() => _user = await server.NewUserAsync();

    [Fact]
    public async Task Response_OfChat_HasAllItsFields()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo", "my-flow");
        var before = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

        var answer = await _user.Client.ResponseAsync("my-flow", "Say hi");

        var id = answer.Text("id");
        Assert.True(Guid.TryParse(id, out _));
        Assert.InRange(answer.GetProperty("created_at").GetInt64(), before, DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        Assert.Equal(
            $$$"""
            {"id":"{{{id}}}","object":"response","created_at":{{{answer.GetProperty("created_at")}}},"status":"completed","error":null,"incomplete_details":null,"instructions":null,"max_output_tokens":null,"model":"my-flow","output":[{"type":"message","id":"msg_{{{id}}}","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Say hi","annotations":[]}]}],"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"store":true,"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","usage":null,"user":null,"metadata":{}}
            """,
            answer.GetRawText());
        Assert.All(await server.MessagesAsync(flow), message => Assert.Equal(id, message.SessionId));
    }

    [Fact]
    public async Task Response_AfterAnother_GoesOnInItsConversation()
    {
        var flow = await server.SaveFlowAsync(_user, "memory-chat");
        await AddKeyAsync();

        var first = await _user.Client.ResponseAsync(flow, "one");
        var second = await _user.Client.ResponseAsync(flow, "two", $"\"previous_response_id\":\"{first.Text("id")}\"");
        var other = await _user.Client.ResponseAsync(flow, "three");

        Assert.Equal(first.Text("id"), second.Text("id"));
        Assert.Equal(first.Text("id"), second.Text("previous_response_id"));
        Assert.Contains("User: one", second.OutputText(), StringComparison.Ordinal);
        Assert.NotEqual(first.Text("id"), other.Text("id"));
        Assert.DoesNotContain("User: one", other.OutputText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("my own name", true)]
    [InlineData("", false)]
    public async Task Response_AfterNameOfOurOwn_HasItUnlessItIsEmpty(string previous, bool isKept)
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        var answer = await _user.Client.ResponseAsync(flow, "hi", $"\"previous_response_id\":\"{previous}\"");

        Assert.Equal(isKept, answer.Text("id") == previous);
        Assert.NotEqual("", answer.Text("id"));
    }

    [Fact]
    public async Task Response_OfSeveralLines_IsAsPeopleReadThem()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        Assert.Equal("a\n\nb", (await _user.Client.ResponseAsync(flow, "a\nb")).OutputText());
    }

    [Fact]
    public async Task Response_OfNothing_HasAnEmptyText()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        Assert.Equal("", (await _user.Client.ResponseAsync(flow, "")).OutputText());
    }

    [Theory]
    [InlineData("X-LANGFLOW-GLOBAL-VAR-openai_api_key")]
    [InlineData("x-skillflaw-global-var-OPENAI_API_KEY")]
    public async Task Response_WithVariableInHeader_UsesIt(string header)
    {
        var flow = await server.SaveFlowAsync(_user, "prompt-model-1.8");
        var key = $"sk-{Guid.NewGuid():N}";
        using var client = server.ClientOf(_user.ApiKey);
        client.DefaultRequestHeaders.Add(header, key);

        await client.ResponseAsync(flow);
        await client.StreamAsync(flow);

        Assert.Equal([false, true], server.Model.Requests.Where(each => each.Authorization == $"Bearer {key}").Select(each => each.Stream));
    }

    [Theory]
    [InlineData("\"background\":true")]
    [InlineData("\"stream\":null,\"background\":null,\"tools\":null,\"previous_response_id\":null,\"include\":null")]
    [InlineData("\"include\":[\"something else\"],\"temperature\":0.5,\"instructions\":\"be kind\"")]
    public async Task Response_WithFieldsThatChangeNothing_IsThere(string fields)
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        Assert.Equal("hi", (await _user.Client.ResponseAsync(flow, "hi", fields)).OutputText());
    }

    [Fact]
    public async Task Response_WithKeyAsBearer_IsTheKeyOwners()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");
        using var client = server.NewClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _user.ApiKey);

        Assert.Equal("hi", (await client.ResponseAsync(flow)).OutputText());
        Assert.Equal("Could not validate credentials", await client.SendAsync(HttpMethod.Post, $"/api/v1/run/{flow}", "{}").ReadErrorAsync(401));
    }

    [Fact]
    public async Task Response_WithKeyBesideAnyBearer_IsTheKeyOwners()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");
        using var client = server.ClientOf(_user.ApiKey);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "the library wants something here");

        Assert.Equal("hi", (await client.ResponseAsync(flow)).OutputText());
    }

    [Fact]
    public async Task Response_WithToken_IsTheUsers()
    {
        var user = await server.NewUserWithPasswordAsync();
        var flow = await server.SaveFlowAsync(user, "chat-echo");
        using var client = server.NewClient();
        using var login = new FormUrlEncodedContent(new Dictionary<string, string> { ["username"] = user.Username, ["password"] = SignInSteps.Password });
        var token = (await client.PostAsync("/api/v1/login", login).ReadAsync(200)).Text("access_token");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        Assert.Equal("hi", (await client.ResponseAsync(flow)).OutputText());
    }

    [Theory]
    [InlineData("sk-unknown", 403, "Invalid or missing API key")]
    [InlineData("not.a.token", 401, "Could not validate credentials")]
    [InlineData(null, 403, "An API key must be passed as query or header")]
    public async Task Response_WithWrongBearer_IsRefused(string? bearer, int status, string detail)
    {
        using var client = server.NewClient();
        client.DefaultRequestHeaders.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);

        Assert.Equal(detail, await client.RespondAsync("any").ReadErrorAsync(status));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private async Task AddKeyAsync() => await _user.Client.SendAsync(
        HttpMethod.Post, "/api/v1/variables/", """{"name":"OPENAI_API_KEY","value":"sk-x","type":"Credential","default_fields":[]}""").ReadAsync(201);
}
